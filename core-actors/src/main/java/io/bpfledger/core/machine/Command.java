package io.bpfledger.core.machine;

/** What an entity can be told to do. */
public sealed interface Command
    permits ProgramCommand, LinkCommand, DispatcherCommand, HostCommand {}
