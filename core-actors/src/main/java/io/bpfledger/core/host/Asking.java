package io.bpfledger.core.host;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Scheduler;
import akka.actor.typed.javadsl.AskPattern;
import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.shell.Assignment;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Keeper;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks entities from outside; the answer comes within the time, whatever happens. */
final class Asking {

  /** The keeper answers in time itself; this is for a keeper that is gone. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ActorRef<Keeper.Message<Assignment, Outcome>> keeper;
  private final Scheduler scheduler;
  private final Duration within;

  Asking(
      ActorRef<Keeper.Message<Assignment, Outcome>> keeper, Scheduler scheduler, Duration within) {
    this.keeper = keeper;
    this.scheduler = scheduler;
    this.within = within;
  }

  /** Somebody asks. */
  CompletionStage<Answer<Outcome>> ask(
      StreamId entity, Ulid operation, Principal principal, Command command) {
    return tell(
        entity, new Assignment(operation, principal, new Cause.Command(operation), command));
  }

  /** Something happened that nobody asked for. */
  CompletionStage<Answer<Outcome>> report(
      StreamId entity, Ulid operation, Principal service, String occasion, Command command) {
    return tell(entity, new Assignment(operation, service, new Cause.Occasion(occasion), command));
  }

  CompletionStage<Answer<Outcome>> tell(StreamId entity, Assignment assignment) {
    String operation = assignment.operation().toString();
    return AskPattern.<Keeper.Message<Assignment, Outcome>, Answer<Outcome>>ask(
            keeper,
            replyTo -> new Keeper.Ask<>(entity.toString(), operation, assignment, within, replyTo),
            within.plus(GRACE),
            scheduler)
        .exceptionally(
            lost -> new Answer.InDoubt<>(operation, "the service ended: " + lost.getMessage()));
  }

  /** Lets an entity go on with what it had begun. */
  void wake(StreamId entity) {
    keeper.tell(new Keeper.Wake<>(entity.toString()));
  }
}
