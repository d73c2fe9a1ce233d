package io.bpfledger.core.shell;

import io.bpfledger.core.machine.Command;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.Ulid;

/** A command on its way to an entity. */
public record Assignment(Ulid operation, Principal principal, Cause cause, Command command) {}
