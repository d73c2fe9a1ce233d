package io.bpfledger.journal.state;

import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.value.StreamId;

/**
 * An entity as the ledger has it: how far its stream has come, and the state that comes to. What an
 * entity's actor holds, and what a snapshot is of.
 */
public record Account(Chain chain, EntityState state) {

  /** Throws if the state is none of an entity of the stream's kind. */
  public Account {
    boolean fits =
        switch (chain.stream().kind()) {
          case HOST -> state instanceof HostState;
          case PROGRAM -> state instanceof ProgramState;
          case LINK -> state instanceof LinkState;
          case DISPATCHER -> state instanceof DispatcherState;
        };
    if (!fits) {
      throw new IllegalArgumentException(state + " is no state of " + chain.stream());
    }
  }

  /** The account before its first entry. */
  public static Account open(StreamId stream) {
    return new Account(Chain.start(stream), EntityState.initial(stream.kind()));
  }

  /**
   * The account with one entry more.
   *
   * @throws ChainBroken if the entry was sealed after another one
   * @throws IllegalEvent if its event cannot happen in this state
   */
  public Account after(Entry entry) {
    return new Account(chain.after(entry), state.evolve(entry.event()));
  }
}
