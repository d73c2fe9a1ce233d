package io.bpfledger.journal.state;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** The state of the dispatcher of a hook. */
public sealed interface DispatcherState extends EntityState {

  @Override
  default DispatcherState evolve(Event event) {
    if (event instanceof DispatcherEvent dispatcherEvent) {
      return DispatcherEvolution.evolve(this, dispatcherEvent);
    }
    throw new IllegalEvent(this, event, "it is no event of a dispatcher");
  }

  @Override
  default Optional<Ulid> underWay() {
    return Optional.empty();
  }

  /** Who stands on the hook, or is to: what was planned last, in order. */
  default List<Revision.Member> members() {
    return List.of();
  }

  /** The hook never had a member. */
  record Absent() implements DispatcherState {

    @Override
    public String phase() {
      return "absent";
    }
  }

  /** The hook has, or had, members. */
  sealed interface Present extends DispatcherState {

    DispatcherRecord dispatcher();

    /** The same state with another record. */
    Present with(DispatcherRecord dispatcher);

    @Override
    default Repairs repairs() {
      return dispatcher().repairs();
    }

    @Override
    default Optional<Ulid> underWay() {
      return repairs().underWay().map(Repairs.Repair::operation);
    }
  }

  /**
   * A revision is being put in place.
   *
   * @param serves the operations of links and repairs that wait for it
   * @param before what runs until then; empty for the first revision of a vacant hook
   * @param loss that, and why, what was before runs no more
   */
  record Building(
      DispatcherRecord dispatcher,
      Ulid operation,
      Revision planned,
      List<Ulid> serves,
      Optional<LiveRevision> before,
      Optional<Loss> loss)
      implements Present {

    public Building {
      serves = List.copyOf(serves);
    }

    @Override
    public Building with(DispatcherRecord newDispatcher) {
      return new Building(newDispatcher, operation, planned, serves, before, loss);
    }

    @Override
    public String phase() {
      return "building";
    }

    @Override
    public Optional<Ulid> underWay() {
      return Present.super.underWay().or(() -> Optional.of(operation));
    }

    @Override
    public List<Revision.Member> members() {
      return planned.members();
    }
  }

  /** A revision runs, as far as is known. */
  record Active(DispatcherRecord dispatcher, LiveRevision live) implements Present {

    @Override
    public Active with(DispatcherRecord newDispatcher) {
      return new Active(newDispatcher, live);
    }

    @Override
    public String phase() {
      return "active";
    }

    @Override
    public List<Revision.Member> members() {
      return live.revision().members();
    }
  }

  /**
   * The hook has members but none of them runs.
   *
   * @param last what ran when it did
   */
  record Lost(DispatcherRecord dispatcher, LiveRevision last, Loss loss) implements Present {

    @Override
    public Lost with(DispatcherRecord newDispatcher) {
      return new Lost(newDispatcher, last, loss);
    }

    @Override
    public String phase() {
      return "lost";
    }

    @Override
    public List<Revision.Member> members() {
      return last.revision().members();
    }
  }

  /**
   * The last members are leaving.
   *
   * @param serves the operations of links and repairs that wait for it
   * @param live what runs, or ran before it was lost
   */
  record Removing(
      DispatcherRecord dispatcher,
      Ulid operation,
      List<Ulid> serves,
      LiveRevision live,
      Optional<Loss> loss)
      implements Present {

    public Removing {
      serves = List.copyOf(serves);
    }

    @Override
    public Removing with(DispatcherRecord newDispatcher) {
      return new Removing(newDispatcher, operation, serves, live, loss);
    }

    @Override
    public String phase() {
      return "removing";
    }

    @Override
    public Optional<Ulid> underWay() {
      return Present.super.underWay().or(() -> Optional.of(operation));
    }
  }

  /** The hook has no member now; its revisions go on counting. */
  record Vacant(DispatcherRecord dispatcher) implements Present {

    @Override
    public Vacant with(DispatcherRecord newDispatcher) {
      return new Vacant(newDispatcher);
    }

    @Override
    public String phase() {
      return "vacant";
    }
  }
}
