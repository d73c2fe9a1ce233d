package io.bpfledger.journal.state;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** The state of a link. */
public sealed interface LinkState extends EntityState {

  @Override
  default LinkState evolve(Event event) {
    if (event instanceof LinkEvent linkEvent) {
      return LinkEvolution.evolve(this, linkEvent);
    }
    throw new IllegalEvent(this, event, "it is no event of a link");
  }

  @Override
  default Optional<Ulid> underWay() {
    return Optional.empty();
  }

  /** Nobody ever asked for it. */
  record Absent() implements LinkState {

    @Override
    public String phase() {
      return "absent";
    }
  }

  /** Somebody asked for it. */
  sealed interface Present extends LinkState {

    LinkRecord link();

    /** The same state with another record. */
    Present with(LinkRecord link);

    @Override
    default Repairs repairs() {
      return link().repairs();
    }

    @Override
    default Optional<Ulid> underWay() {
      return repairs().underWay().map(Repairs.Repair::operation);
    }
  }

  /** It is being attached. */
  record Attaching(LinkRecord link, Ulid operation) implements Present {

    @Override
    public Attaching with(LinkRecord newLink) {
      return new Attaching(newLink, operation);
    }

    @Override
    public String phase() {
      return "attaching";
    }

    @Override
    public Optional<Ulid> underWay() {
      return Present.super.underWay().or(() -> Optional.of(operation));
    }
  }

  /** It is attached, as far as is known. */
  record Attached(LinkRecord link, Standing standing) implements Present {

    @Override
    public Attached with(LinkRecord newLink) {
      return new Attached(newLink, standing);
    }

    @Override
    public String phase() {
      return "attached";
    }
  }

  /**
   * It is wanted but not attached: it waits to be repaired, or for what it was on to come back.
   *
   * @param last how it stood when it did
   */
  record Lost(LinkRecord link, Standing last, Loss loss) implements Present {

    @Override
    public Lost with(LinkRecord newLink) {
      return new Lost(newLink, last, loss);
    }

    @Override
    public String phase() {
      return "lost";
    }
  }

  /** It could not be attached and is given up. */
  record Failed(LinkRecord link, Failure failure, List<String> leftovers) implements Present {

    public Failed {
      leftovers = List.copyOf(leftovers);
    }

    @Override
    public Failed with(LinkRecord newLink) {
      return new Failed(newLink, failure, leftovers);
    }

    @Override
    public String phase() {
      return "failed";
    }

    @Override
    public boolean ended() {
      return true;
    }
  }

  /**
   * It is being detached.
   *
   * @param standing how it stands, or stood before it was lost
   */
  record Detaching(LinkRecord link, Ulid operation, Standing standing, Optional<Loss> loss)
      implements Present {

    @Override
    public Detaching with(LinkRecord newLink) {
      return new Detaching(newLink, operation, standing, loss);
    }

    @Override
    public String phase() {
      return "detaching";
    }

    @Override
    public Optional<Ulid> underWay() {
      return Present.super.underWay().or(() -> Optional.of(operation));
    }
  }

  /** It is detached, as somebody asked. */
  record Detached(LinkRecord link) implements Present {

    @Override
    public Detached with(LinkRecord newLink) {
      return new Detached(newLink);
    }

    @Override
    public String phase() {
      return "detached";
    }

    @Override
    public boolean ended() {
      return true;
    }
  }
}
