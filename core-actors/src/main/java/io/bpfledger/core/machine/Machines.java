package io.bpfledger.core.machine;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;

/** One machine for each kind of entity. */
public record Machines(
    Machine<ProgramState, ProgramCommand, ProgramEvent> program,
    Machine<LinkState, LinkCommand, LinkEvent> link,
    Machine<DispatcherState, DispatcherCommand, DispatcherEvent> dispatcher,
    Machine<HostState, HostCommand, HostEvent> host) {}
