package io.bpfledger.core.shell;

import akka.actor.typed.ActorRef;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Execute;
import io.bpfledger.journal.answer.Recall;
import io.bpfledger.journal.answer.Recollection;
import io.bpfledger.journal.answer.Reply;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who waits for which operation of one entity.
 *
 * <p>An operation is asked for under its own id by whoever it is for, and under that id and one
 * more by entities that serve it.
 */
final class Askers {

  private static final char SEPARATOR = '/';

  private final Map<Ulid, List<Consumer<Outcome>>> waiting = new HashMap<>();

  static String nested(Ulid operation, Ulid ask) {
    return operation.toString() + SEPARATOR + ask;
  }

  static Ulid operation(String ask) {
    int end = ask.indexOf(SEPARATOR);
    return Ulid.parse(end < 0 ? ask : ask.substring(0, end));
  }

  /** Whether it is asked for by whoever it is for. */
  static boolean isPrimary(Execute<Assignment, Outcome> execute) {
    return execute.operation().indexOf(SEPARATOR) < 0;
  }

  void add(Ulid operation, String ask, ActorRef<Reply<Outcome>> replyTo) {
    add(operation, outcome -> replyTo.tell(new Reply<>(ask, outcome)));
  }

  void add(Ulid operation, Recall<Outcome> recall) {
    add(
        operation,
        outcome -> recall.replyTo().tell(new Recollection.Known<>(recall.operation(), outcome)));
  }

  private void add(Ulid operation, Consumer<Outcome> asker) {
    waiting.computeIfAbsent(operation, _ -> new ArrayList<>()).add(asker);
  }

  static void disclaim(Recall<Outcome> recall) {
    recall.replyTo().tell(new Recollection.Unknown<>(recall.operation()));
  }

  void answer(Ulid operation, Outcome outcome) {
    List<Consumer<Outcome>> all = waiting.remove(operation);
    if (all != null) {
      all.forEach(asker -> asker.accept(outcome));
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
