package io.bpfledger.core.shell;

import io.bpfledger.core.machine.Command;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.state.EntityState;

/** The types of one kind of entity, to tell them from those of others at the edge. */
record Kind<S extends EntityState, C extends Command, E extends Event>(
    Class<S> state, Class<C> command, Class<E> event) {}
