package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.reconciler.plan.Instruction;
import io.bpfledger.reconciler.survey.Survey;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Sight;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When rounds are made, by a clock that is turned by hand. */
final class ReconcilerTest {

  private static final Duration LONG = Duration.ofSeconds(5);

  private final HandAlarm alarm = new HandAlarm();
  private final List<Consumer<Notification>> listeners = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final InstantSource clock = InstantSource.fixed(Samples.ENVELOPE.time());
  private int looks;
  private Runnable duringALook = () -> {};
  private Reconciler reconciler;

  @BeforeEach
  void start() {
    Ledger ledger = new Books().ledger();
    Entities entities = new Recorder(ledger);
    Round round =
        new Round(
            this::look,
            entities,
            mandate -> mandate,
            clock,
            alarm::nanos,
            new MonotonicUlids(clock, new Random(3)),
            Duration.ofSeconds(1));
    Notifications notifications =
        (_, listener) -> {
          listeners.add(listener);
          return Result.success(() -> listeners.remove(listener));
        };
    reconciler =
        Reconciler.start(round, entities, notifications, alarm, Pace.DEFAULT, new Random(3));
  }

  @AfterEach
  void stop() {
    reconciler.close();
  }

  private Survey look(Ledger ledger, Optional<Survey> previous) {
    looks++;
    alarm.take(Duration.ofMillis(1));
    duringALook.run();
    return new Sight().survey();
  }

  private void hint() {
    List.copyOf(listeners)
        .forEach(each -> each.accept(new Notification.ProgramUnloaded(new ProgramId(7), "tag")));
  }

  /** Everything until nothing is due but the clock. */
  private void settle() {
    alarm.pass(LONG);
    looks = 0;
  }

  private final class Recorder implements Entities {
    private final Ledger ledger;

    Recorder(Ledger ledger) {
      this.ledger = ledger;
    }

    private CompletionStage<Answer<Outcome>> note(Ulid operation, String what) {
      done.add(what);
      return CompletableFuture.completedStage(
          new Answer.Done<>(operation.toString(), Outcome.DONE));
    }

    @Override
    public Ledger ledger() {
      return ledger;
    }

    @Override
    public CompletionStage<Answer<Outcome>> tell(
        Ulid operation, Instruction instruction, Ulid finding) {
      return note(operation, instruction.describe());
    }

    @Override
    public CompletionStage<Answer<Outcome>> suspend(
        Ulid operation, StreamId entity, Suspension suspension, Ulid finding) {
      return note(operation, "suspend " + entity);
    }

    @Override
    public CompletionStage<Answer<Outcome>> begin(Ulid operation, ReconciliationStarted run) {
      return note(operation, "begin");
    }

    @Override
    public CompletionStage<Answer<Outcome>> end(
        Ulid operation, RunTrigger trigger, ReconciliationFinished run) {
      return note(operation, "end");
    }
  }

  @Test
  void aRoundIsMadeAtTheStartAndOneMoreAsNobodyListenedBefore() {
    alarm.pass(LONG);

    assertThat(looks).isEqualTo(2);
    assertThat(reconciler.tally().rounds()).isEqualTo(2);
    assertThat(reconciler.tally().cleanRounds()).isEqualTo(2);
    assertThat(done).isEmpty();
  }

  @Test
  void anIdleHostIsLookedAtOncePerPeriod() {
    settle();

    alarm.pass(Duration.ofMinutes(10));

    assertThat(looks).isBetween(18, 22);
  }

  @Test
  void aThousandHintsAtOnceLeadToOneRound() {
    settle();
    for (int each = 0; each < 1_000; each++) {
      hint();
    }

    alarm.pass(Duration.ofMillis(49));
    assertThat(looks).isZero();
    alarm.pass(LONG);

    assertThat(looks).isEqualTo(1);
  }

  @Test
  void hintsThatNeverEndDoNotLeadToMoreThanTenRoundsASecond() {
    settle();
    for (int milli = 0; milli < 10_000; milli++) {
      hint();
      alarm.pass(Duration.ofMillis(1));
    }

    assertThat(looks).isBetween(50, 100);
  }

  @Test
  void aHintDuringARoundLeadsToOneMoreAndNotToTwoAtATime() {
    settle();
    duringALook =
        () -> {
          duringALook = () -> {};
          hint();
          hint();
        };
    hint();

    alarm.pass(LONG);

    assertThat(looks).isEqualTo(2);
  }

  @Test
  void allWhoAskForTheSameAreServedByOneRound() {
    settle();
    List<CompletableFuture<RoundReport>> answers = new ArrayList<>();
    for (int each = 0; each < 10; each++) {
      answers.add(reconciler.run().toCompletableFuture());
    }
    CompletableFuture<RoundReport> dry = reconciler.plan().toCompletableFuture();

    alarm.pass(Duration.ofMillis(500));

    assertThat(looks).isEqualTo(2);
    assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
    assertThat(dry).isCompleted();
    assertThat(dry.join().order()).isEqualTo(new Order.DryRun());
  }

  @Test
  void soManyWhoAskAtOnceAreRefusedAndNotKept() {
    settle();
    List<CompletableFuture<RoundReport>> answers = new ArrayList<>();
    for (int each = 0; each < 300; each++) {
      answers.add(reconciler.run().toCompletableFuture());
    }

    assertThat(answers.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(44);
  }

  @Test
  void anApprovalOfAnotherPlanIsRefusedAndNothingIsDone() {
    settle();
    Digest other = Digest.over("another".getBytes(StandardCharsets.UTF_8));
    CompletableFuture<RoundReport> answer = reconciler.apply(other).toCompletableFuture();

    alarm.pass(LONG);

    assertThat(answer.join().refusal())
        .hasValueSatisfying(why -> assertThat(why).contains("stale"));
    assertThat(done).isEmpty();
  }

  @Test
  void aLookThatBreaksIsTriedAgainAndWhoeverAskedHearsOfIt() {
    settle();
    duringALook =
        () -> {
          duringALook = () -> {};
          throw new IllegalStateException("in the test");
        };
    CompletableFuture<RoundReport> first = reconciler.run().toCompletableFuture();
    alarm.pass(LONG);
    CompletableFuture<RoundReport> second = reconciler.run().toCompletableFuture();
    alarm.pass(LONG);

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
  }

  @Test
  void afterItsEndNobodyListensAndWhoeverAsksIsRefused() {
    settle();
    assertThat(listeners).hasSize(1);
    CompletableFuture<RoundReport> before = reconciler.run().toCompletableFuture();

    reconciler.close();

    assertThat(listeners).isEmpty();
    assertThat(before).isCompletedExceptionally();
    assertThat(reconciler.run().toCompletableFuture()).isCompletedExceptionally();
  }
}
