package io.bpfledger.journal.history;

import io.bpfledger.journal.value.Principal;

/** Whose events are asked for. */
public sealed interface Author {

  boolean wrote(Principal principal);

  /** Processes of one user. */
  record User(long uid) implements Author {

    @Override
    public boolean wrote(Principal principal) {
      return principal instanceof Principal.Peer peer && peer.uid() == uid;
    }
  }

  /** Processes of one group. */
  record Group(long gid) implements Author {

    @Override
    public boolean wrote(Principal principal) {
      return principal instanceof Principal.Peer peer && peer.gid() == gid;
    }
  }

  /** Processes that call themselves so. */
  record Command(String name) implements Author {

    @Override
    public boolean wrote(Principal principal) {
      return principal instanceof Principal.Peer peer && peer.command().equals(name);
    }
  }

  /** The reconciler, on its own. */
  record Reconciler() implements Author {

    @Override
    public boolean wrote(Principal principal) {
      return principal instanceof Principal.Reconciler;
    }
  }
}
