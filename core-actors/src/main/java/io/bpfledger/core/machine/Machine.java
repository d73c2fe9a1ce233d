package io.bpfledger.core.machine;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.Map;
import java.util.Optional;

/**
 * How entities of one kind decide. Pure: the same state and input always lead to the same decision.
 *
 * @param <S> their states
 * @param <C> what they can be told
 * @param <E> what can happen to them
 */
public interface Machine<S extends EntityState, C extends Command, E extends Event> {

  /** Decides every input in every state; what cannot be done is refused, never thrown. */
  Decision<C, E> decide(View view, S state, Input<C> input);

  /**
   * Which operations an event ends, and how. Whoever waits for them is told so when the event is
   * durable, and also when it asks after a failure and the event is found in the ledger.
   *
   * @param self whose event it is
   * @param before the state before the event
   * @param after the state after it
   */
  Map<Ulid, Outcome> concluded(StreamId self, S before, E event, S after);

  /**
   * Whether an entity in this state will, by itself, come to an event that concludes the operation.
   * Whoever asks for it after a failure then waits; otherwise he is told that it was not done.
   */
  default boolean willConclude(View view, S state, Ulid operation) {
    return state.underWay().equals(Optional.of(operation));
  }
}
