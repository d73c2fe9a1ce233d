package io.bpfledger.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.StreamId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands in many entries is in memory once. */
final class RecurringTest {

  private static final EntryCodec CODEC = new EntryCodec();

  /** As a ledger has it: sealed, stored and read. */
  private static Entry read(Event event) {
    Chain start = Chain.start(StreamId.of(Samples.LINK));
    return CODEC.open(CODEC.seal(start, Samples.envelope(event), event).payload());
  }

  @Test
  void sameBootPrincipalCauseAndLabelsAreReadAsTheSameObjects() {
    Event event = new LabelsChanged(Labels.of(Map.of("owner", "payments")));

    Entry first = read(event);
    Entry second = read(event);

    assertThat(second).isEqualTo(first).isNotSameAs(first);
    assertThat(second.envelope().boot()).isSameAs(first.envelope().boot());
    assertThat(second.envelope().principal()).isSameAs(first.envelope().principal());
    assertThat(second.envelope().cause()).isSameAs(first.envelope().cause());
    assertThat(((LabelsChanged) second.event()).labels())
        .isSameAs(((LabelsChanged) first.event()).labels());
  }

  @Test
  void longTextsAndManyLabelsAreNotKept() {
    Recurring recurring = new Recurring();
    String text = "x".repeat(65);
    Labels labels = Labels.of(Map.of("key", text));
    recurring.same(text);
    recurring.same(labels);

    String sameText = "x".repeat(65);
    Labels sameLabels = Labels.of(Map.of("key", sameText));

    assertThat(recurring.same(sameText)).isSameAs(sameText);
    assertThat(recurring.same(sameLabels)).isSameAs(sameLabels);
  }

  @Test
  void valuesThatMeetInOnePlaceStayWhatTheyAre() {
    Recurring recurring = new Recurring();
    for (int round = 0; round < 2; round++) {
      for (int number = 0; number < 5_000; number++) {
        String text = "value " + number;

        assertThat(recurring.same(text)).isEqualTo(text);
      }
    }
  }
}
