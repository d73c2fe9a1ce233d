package io.bpfledger.reconciler.plan;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.reconciler.diff.Differences;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Repairs that fail, or are undone, end after a while. */
final class PatienceTest {

  private static final ProgramKey PROGRAM = Entities.program(1);
  private static final StreamId STREAM = StreamId.of(PROGRAM);
  private static final Instant NOW = Samples.ENVELOPE.time().plusSeconds(60);

  private static Books books() {
    return new Books()
        .post(
            STREAM,
            Entities.loadRequested(LOAD, Policy.DEFAULT, Optional.empty(), PROGRAM),
            new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, PROGRAM, 71)));
  }

  private static Plan plan(Books books) {
    return plan(books, NOW);
  }

  private static Plan plan(Books books, Instant time) {
    return Planner.plan(
        Differences.between(books.ledger(), new Sight().survey()),
        Mandate.of(ReconcilePolicy.DEFAULT),
        new Circumstances(books.ledger(), books.ledger(), Set.of(), time));
  }

  private static Suspension suspension(Plan plan) {
    return Optional.ofNullable(plan.suspensions().get(STREAM)).orElseThrow();
  }

  @Test
  void suspendedEntityIsLeftAloneUntilItsTime() {
    Books books =
        books()
            .post(
                STREAM,
                new RepairEvent.RepairsSuspended(
                    new Suspension(
                        Suspension.Reason.FAILING,
                        Optional.of(NOW.plusSeconds(5)),
                        "in the test")));

    assertThat(plan(books).skipped()).containsEntry("suspended", 1L);
    assertThat(plan(books, NOW.plusSeconds(6)).skipped()).isEmpty();
  }

  private static void failRepairs(Books books, int from, int count) {
    for (int attempt = from; attempt < from + count; attempt++) {
      books.post(
          STREAM,
          new RepairEvent.RepairRequested(
              Entities.operation(100 + attempt), Decision.REPIN, "program.unpinned"),
          new RepairEvent.RepairFailed(Entities.operation(100 + attempt), Entities.INTERRUPTED));
    }
  }

  @Test
  void repairThatFailsAgainAndAgainIsPutOffEachTimeForLonger() {
    Books books = books();
    failRepairs(books, 0, 3);

    Plan plan = plan(books);
    assertThat(suspension(plan).until()).contains(NOW.plus(Duration.ofSeconds(10)));
    assertThat(plan.skipped()).containsEntry("exhausted", 1L);

    failRepairs(books, 3, 2);
    assertThat(suspension(plan(books)).until()).contains(NOW.plus(Duration.ofSeconds(40)));

    failRepairs(books, 5, 20);
    assertThat(suspension(plan(books)).until()).contains(NOW.plus(Duration.ofMinutes(10)));
  }

  @Test
  void repairThatIsUndoneAgainAndAgainEndsUntilSomebodySaysSo() {
    Books books = books();
    for (int repair = 0; repair < 3; repair++) {
      books
          .at(NOW.minusSeconds(100L - repair))
          .post(
              STREAM,
              new RepairEvent.RepairRequested(
                  Entities.operation(100 + repair), Decision.REPIN, "program.unpinned"),
              new RepairEvent.Repinned(
                  Entities.operation(100 + repair), Entities.place(LOAD, PROGRAM).toString()));
    }

    Plan plan = plan(books);

    assertThat(suspension(plan))
        .satisfies(
            suspension -> {
              assertThat(suspension.reason()).isEqualTo(Suspension.Reason.CONTESTED);
              assertThat(suspension.until()).isEmpty();
            });
  }
}
