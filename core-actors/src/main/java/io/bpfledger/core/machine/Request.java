package io.bpfledger.core.machine;

import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.Ulid;

/**
 * A command, and on whose behalf.
 *
 * @param operation what it is part of; its outcome is reported under this id
 * @param alone whether it failed together with others and is now tried by itself
 */
public record Request<C extends Command>(
    Ulid operation, Principal principal, Cause cause, C command, boolean alone) {

  public Request<C> byItself() {
    return new Request<>(operation, principal, cause, command, true);
  }
}
