package io.bpfledger.journal.state;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/** The state of one entity, of whatever kind. */
public sealed interface EntityState permits ProgramState, LinkState, DispatcherState, HostState {

  /** The state before the first event. */
  static EntityState initial(StreamKind kind) {
    return switch (kind) {
      case HOST -> HostState.INITIAL;
      case PROGRAM -> new ProgramState.Absent();
      case LINK -> new LinkState.Absent();
      case DISPATCHER -> new DispatcherState.Absent();
    };
  }

  /**
   * The state after the event.
   *
   * @throws IllegalEvent if it cannot happen in this state
   */
  EntityState evolve(Event event);

  /** One word for people and for counters, such as {@code attached}; it never changes. */
  String phase();

  /** The operation or repair that has begun and not ended. */
  Optional<Ulid> underWay();

  /** How its repairs go. */
  default Repairs repairs() {
    return Repairs.NONE;
  }

  /** Whether its life is over. */
  default boolean ended() {
    return false;
  }
}
