package io.bpfledger.reconciler.round;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.journal.value.UlidSource;
import io.bpfledger.reconciler.diff.Comparison;
import io.bpfledger.reconciler.diff.Difference;
import io.bpfledger.reconciler.plan.Instruction;
import io.bpfledger.reconciler.plan.Plan;
import io.bpfledger.reconciler.plan.Skip;
import io.bpfledger.reconciler.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** How a plan is carried out, step by step. */
final class Execution {

  private final Plan plan;
  private final Findings findings;
  private final Entities entities;
  private final UlidSource ids;
  private final LongSupplier nanos;
  private final Duration within;
  private final List<Tried> tried = new ArrayList<>();

  /**
   * What came of one step.
   *
   * @param operation the last operation of it
   */
  private record Tried(
      Step step, Ulid operation, StepResult.Outcome outcome, String detail, long micros) {

    Tried butStill(String code) {
      return new Tried(
          step, operation, StepResult.Outcome.NOT_REPAIRED, "reading again shows " + code, micros);
    }
  }

  /** What a difference is about; two with the same are the same difference, seen twice. */
  private record Subject(String code, String object) {
    static Subject of(Difference difference) {
      return new Subject(difference.code(), difference.object());
    }
  }

  Execution(
      Plan plan,
      Findings findings,
      Entities entities,
      UlidSource ids,
      LongSupplier nanos,
      Duration within) {
    this.plan = plan;
    this.findings = findings;
    this.entities = entities;
    this.ids = ids;
    this.nanos = nanos;
    this.within = within;
  }

  void carryOut(Optional<Digest> approval) {
    plan.suspensions()
        .forEach(
            (entity, suspension) ->
                await(entities.suspend(ids.next(), entity, suspension, exhaustion(entity))));
    plan.approved(approval).forEach(this::carryOut);
  }

  /** The finding that was answered once too often. */
  private Ulid exhaustion(StreamId entity) {
    return plan.skips().stream()
        .filter(skip -> skip.reason() == Skip.Reason.EXHAUSTED)
        .map(Skip::difference)
        .filter(difference -> difference.entity().equals(Optional.of(entity)))
        .findFirst()
        .map(findings::id)
        .orElseThrow(() -> new IllegalStateException(entity + " is suspended for no finding"));
  }

  private void carryOut(Step step) {
    long begin = nanos.getAsLong();
    Ulid operation = ids.next();
    Optional<String> refusal = step.refusal(entities.ledger());
    if (refusal.isPresent()) {
      tried.add(new Tried(step, operation, StepResult.Outcome.SKIPPED, refusal.get(), 0));
      return;
    }
    Ulid finding = findings.id(step.answers().getFirst());
    for (Instruction instruction : step.instructions()) {
      Answer<Outcome> answer = await(entities.tell(operation, instruction, finding));
      if (!isDone(answer)) {
        String detail = instruction.describe() + ": " + Outcome.words(answer);
        tried.add(
            new Tried(step, operation, StepResult.Outcome.FAILED, detail, microsSince(begin)));
        return;
      }
      if (!instruction.equals(step.instructions().getLast())) {
        operation = ids.next();
      }
    }
    tried.add(new Tried(step, operation, StepResult.Outcome.REPAIRED, "", microsSince(begin)));
  }

  /** Whether anybody was told anything, so that it is worth looking again. */
  boolean didSomething() {
    return tried.stream().anyMatch(step -> step.outcome() != StepResult.Outcome.SKIPPED);
  }

  /** What is still different after all was done was not put right, whatever was answered. */
  void verify(Comparison after) {
    Set<Subject> leftAlone = new HashSet<>();
    plan.skips().forEach(skip -> leftAlone.add(Subject.of(skip.difference())));
    Map<Object, String> still = new HashMap<>();
    for (Difference difference : after.differences()) {
      Subject subject = Subject.of(difference);
      if (difference.verdict().decision().repairs() && !leftAlone.contains(subject)) {
        still.putIfAbsent(
            difference.entity().<Object>map(entity -> entity).orElse(subject), difference.code());
      }
    }
    tried.replaceAll(
        step ->
            step.outcome() == StepResult.Outcome.REPAIRED
                ? still(step.step(), still).map(step::butStill).orElse(step)
                : step);
  }

  private static Optional<String> still(Step step, Map<Object, String> still) {
    return step.answers().stream()
        .flatMap(
            answer ->
                Optional.ofNullable(
                    still.get(
                        answer.entity().<Object>map(entity -> entity).orElse(Subject.of(answer))))
                    .stream())
        .findFirst();
  }

  /** One result for each finding that something was to be done about. */
  List<StepResult> results() {
    List<StepResult> results = new ArrayList<>();
    for (Tried step : tried) {
      for (Difference answer : step.step().answers()) {
        results.add(
            new StepResult(
                findings.id(answer),
                step.operation(),
                step.outcome(),
                shortened(step.detail()),
                step.micros()));
      }
    }
    return results;
  }

  /**
   * Findings that nothing was done about, and why.
   *
   * @param run in place of an operation, as there was none
   */
  List<StepResult> untried(Ulid run) {
    List<StepResult> results = new ArrayList<>();
    Set<Step> done = new HashSet<>();
    tried.forEach(step -> done.add(step.step()));
    for (Step step : plan.steps()) {
      if (!done.contains(step)) {
        step.answers().forEach(answer -> results.add(skipped(answer, run, "needs approval")));
      }
    }
    for (Skip skip : plan.skips()) {
      if (!skip.isFleeting()) {
        results.add(skipped(skip.difference(), run, skip.reason().word() + ": " + skip.detail()));
      }
    }
    return results;
  }

  private StepResult skipped(Difference difference, Ulid run, String why) {
    return new StepResult(
        findings.id(difference), run, StepResult.Outcome.SKIPPED, shortened(why), 0);
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), Limits.TEXT_CHARACTERS_MAX));
  }

  static boolean isDone(Answer<Outcome> answer) {
    return switch (answer) {
      case Answer.NotDone<Outcome> _, Answer.InDoubt<Outcome> _ -> false;
      case Answer.Done<Outcome>(_, Outcome outcome) ->
          switch (outcome) {
            case Outcome.Done _, Outcome.Joined _, Outcome.Reserved _ -> true;
            case Outcome.Failed _, Outcome.Refused _ -> false;
          };
    };
  }

  /** Waits, but not for ever. */
  Answer<Outcome> await(CompletionStage<Answer<Outcome>> asked) {
    try {
      return asked.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer.InDoubt<>("", "the reconciler ends");
    } catch (ExecutionException | TimeoutException failure) {
      return new Answer.InDoubt<>("", failure.toString());
    }
  }

  private long microsSince(long begin) {
    return Math.max(0, (nanos.getAsLong() - begin) / 1000);
  }
}
