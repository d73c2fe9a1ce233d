package io.bpfledger.journal.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.value.StreamId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ExplanationTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final History HISTORY = new History(Story.told(), CODEC);

  private static String explained(StreamId stream, long sequence) {
    StringBuilder text = new StringBuilder();
    tell(HISTORY.explain(stream, sequence).orElseThrow(), "", text);
    return text.toString();
  }

  private static void tell(Explanation explanation, String indent, StringBuilder text) {
    text.append(CODEC.manifest(explanation.entry().entry()).replace("#1", ""))
        .append(" by ")
        .append(explanation.entry().entry().envelope().principal().describe())
        .append('\n');
    for (Explanation.Reason reason : explanation.because()) {
      String relation = reason.relation().name().toLowerCase(Locale.ROOT);
      text.append(indent).append("  ").append(relation).append(": ");
      tell(reason.explanation(), indent + "  ", text);
    }
  }

  @Test
  void firstEventOfACommandIsItsOwnReason() {
    assertThat(explained(Story.PROGRAM, 1))
        .isEqualTo("program.load-requested by uid 1000 gid 100 pid 4711 (bpfledger)\n");
  }

  @Test
  void attachedLinkIsExplainedByItsRequestAndTheRevisionThatCarriesIt() {
    assertThat(explained(Story.LINK, 2))
        .isEqualTo(
            """
            link.attached by uid 1001 gid 100 pid 4712 (agent)
              began: link.attach-requested by uid 1001 gid 100 pid 4712 (agent)
              carried: dispatcher.revision-live by uid 1001 gid 100 pid 4712 (agent)
                began: dispatcher.revision-planned by uid 1001 gid 100 pid 4712 (agent)
                  awaited: link.attach-requested by uid 1001 gid 100 pid 4712 (agent)
                commanded: link.attach-requested by uid 1001 gid 100 pid 4712 (agent)
            """);
  }

  @Test
  void repairIsExplainedByTheRunThatFoundItAndByWhoWantedIt() {
    assertThat(explained(Story.HOOK, 6))
        .isEqualTo(
            """
            dispatcher.revision-live by reconciler
              began: dispatcher.revision-planned by reconciler
                awaited: repair.requested by reconciler
                  found: host.reconciliation-started by reconciler
                  wanted: dispatcher.revision-planned by uid 1001 gid 100 pid 4712 (agent)
                    awaited: link.attach-requested by uid 1001 gid 100 pid 4712 (agent)
                found: host.reconciliation-started by reconciler
                wanted: dispatcher.revision-planned by uid 1001 gid 100 pid 4712 (agent)
              found: host.reconciliation-started by reconciler
              wanted: dispatcher.revision-planned by uid 1001 gid 100 pid 4712 (agent)
            """);
  }

  @Test
  void lossIsExplainedByTheRunThatSawIt() {
    assertThat(explained(Story.HOOK, 3))
        .startsWith(
            """
            dispatcher.lost by reconciler
              found: host.reconciliation-started by reconciler
              wanted: dispatcher.revision-planned by uid 1001
            """
                .stripTrailing());
  }
}
