package io.bpfledger.core.shell;

import akka.actor.typed.ActorRef;
import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.Effect;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Keeper;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one entity has told others, and has no answer to yet. */
final class Errands {

  /** What was told, to be known again when it is answered. */
  record Errand(StreamId to, Ulid operation, Command command) {}

  private final Surroundings surroundings;
  private final ActorRef<Keeper.Message<Assignment, Outcome>> keeper;
  private final ActorRef<Answer<Outcome>> answers;
  private final Map<String, Errand> open = new HashMap<>();

  Errands(
      Surroundings surroundings,
      ActorRef<Keeper.Message<Assignment, Outcome>> keeper,
      ActorRef<Answer<Outcome>> answers) {
    this.surroundings = surroundings;
    this.keeper = keeper;
    this.answers = answers;
  }

  /** Tells another entity, on behalf of whom the envelope names. */
  void send(Effect.Send send, Envelope behalf) {
    String ask = Askers.nested(send.operation(), surroundings.ids().next());
    open.put(ask, new Errand(send.to(), send.operation(), send.command()));
    keeper.tell(
        new Keeper.Ask<>(
            send.to().toString(),
            ask,
            new Assignment(send.operation(), behalf.principal(), behalf.cause(), send.command()),
            surroundings.within(),
            answers));
  }

  /** Empty for what an earlier incarnation sent; this one has looked for itself. */
  Optional<Errand> answered(Answer<Outcome> answer) {
    return Optional.ofNullable(open.remove(answer.operation()));
  }

  boolean isEmpty() {
    return open.isEmpty();
  }
}
