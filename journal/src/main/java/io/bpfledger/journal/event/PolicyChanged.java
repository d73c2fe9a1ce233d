package io.bpfledger.journal.event;

import io.bpfledger.journal.value.Policy;

/** Somebody wants an entity looked after in another way. */
public record PolicyChanged(Policy policy) implements ProgramEvent, LinkEvent, DispatcherEvent {}
