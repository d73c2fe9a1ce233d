package io.bpfledger.journal.state;

import io.bpfledger.journal.event.Event;

/** An event that cannot happen in this state. */
public final class IllegalEvent extends RuntimeException {

  private static final long serialVersionUID = 1;

  public IllegalEvent(EntityState state, Event event, String why) {
    super(
        "%s can not happen to what is %s: %s"
            .formatted(event.getClass().getSimpleName(), state.phase(), why));
  }
}
