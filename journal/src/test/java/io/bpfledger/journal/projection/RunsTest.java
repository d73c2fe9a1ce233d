package io.bpfledger.journal.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunsTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final StreamId HOST = StreamId.of(Samples.INSTANCE);
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final MemoryLedger memory = new MemoryLedger();

  private static Ulid run(int day) {
    return Ulid.of(BEGIN.plus(Duration.ofDays(day)).toEpochMilli(), 0, day);
  }

  private static Envelope envelope(int day) {
    return new Envelope(
        BEGIN.plus(Duration.ofDays(day)),
        Samples.BOOT,
        Samples.BY_RECONCILER.principal(),
        Samples.BY_START.cause());
  }

  private void start(int day) {
    memory.post(
        HOST,
        envelope(day),
        new ReconciliationStarted(
            run(day),
            RunTrigger.PERIOD,
            RepairMode.REPAIR,
            List.of(),
            Optional.empty(),
            List.of()));
  }

  private void finish(int day) {
    StepResult repaired =
        new StepResult(Samples.FINDING, Samples.OPERATION, StepResult.Outcome.REPAIRED, "", 1_000);
    memory.post(
        HOST,
        envelope(day),
        new ReconciliationFinished(run(day), List.of(repaired, repaired), 10, 2_000));
  }

  private Ledger ledger() {
    return Projection.scan(memory, CODEC).ledger();
  }

  @Test
  void runIsShownFromItsBeginningAndWithItsEnd() {
    start(0);
    assertThat(ledger().runs().find(run(0)))
        .hasValueSatisfying(run -> assertThat(run.end()).isEmpty());

    finish(0);

    assertThat(ledger().runs().all())
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.startedAt()).isEqualTo(1);
              assertThat(run.complete()).isTrue();
              assertThat(run.end().orElseThrow().finishedAt()).isEqualTo(2);
              assertThat(run.end().orElseThrow().results())
                  .isEqualTo(Map.of(StepResult.Outcome.REPAIRED, 2L));
            });
  }

  @Test
  void erasedRunsAreGoneFromTheLivingLedgerAsFromOneReadAnew() {
    start(0);
    finish(0);
    start(1);
    finish(1);
    Projection living = Projection.scan(memory, CODEC);
    List<Long> due = List.of(1L, 2L);

    memory.post(HOST, envelope(9), new EntriesErased(due, Samples.DIGEST));
    due.forEach(sequence -> memory.erase(HOST, sequence));
    StoredEntry last = memory.entries().getLast();
    living.apply(HOST, last.place().sequence(), CODEC.open(last).entry());

    assertThat(living.ledger().runs().all())
        .singleElement()
        .satisfies(run -> assertThat(run.id()).isEqualTo(run(1)));
    assertThat(ledger()).isEqualTo(living.ledger());
  }
}
