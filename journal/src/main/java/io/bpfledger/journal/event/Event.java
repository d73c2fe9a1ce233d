package io.bpfledger.journal.event;

/** One fact in the ledger. Who, when and why stand in its {@link Envelope}. */
public sealed interface Event permits ProgramEvent, LinkEvent, DispatcherEvent, HostEvent {}
