package io.bpfledger.journal.verification;

import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.IllegalEvent;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.util.Optional;

/** One stream while it is verified. */
final class StreamVerification {

  private final StreamId stream;
  private final Flaws flaws;
  private Chain chain;
  private Optional<EntityState> state;

  StreamVerification(StreamId stream, Flaws flaws) {
    this.stream = stream;
    this.flaws = flaws;
    this.chain = Chain.start(stream);
    this.state = Optional.of(EntityState.initial(stream.kind()));
  }

  /** What the entries come to so far; empty when that can't be said any more. */
  Optional<Account> account() {
    return state.map(known -> new Account(chain, known));
  }

  void accept(long sequence, Entry entry) {
    boolean follows = follows(sequence);
    if (follows && !entry.previous().equals(chain.head())) {
      flaws.add(
          stream + "#" + sequence,
          "was sealed after another entry than the one before it: one of them was exchanged");
    }
    state = follows ? state.flatMap(known -> evolved(known, sequence, entry)) : Optional.empty();
    chain = new Chain(stream, sequence, entry.digest());
  }

  /** An entry that can't be read; only its own digest is known. */
  void skip(long sequence, Digest digest) {
    follows(sequence);
    state = Optional.empty();
    chain = new Chain(stream, sequence, digest);
  }

  private boolean follows(long sequence) {
    long expected = chain.next();
    if (sequence == expected) {
      return true;
    }
    String what =
        sequence < expected
            ? "stands there twice, or behind a later one"
            : "follows entry " + chain.sequence() + ": " + missing(expected, sequence - 1);
    flaws.add(stream + "#" + sequence, what);
    return false;
  }

  private static String missing(long first, long last) {
    return first == last
        ? "entry " + first + " is missing"
        : "entries " + first + " to " + last + " are missing";
  }

  private Optional<EntityState> evolved(EntityState known, long sequence, Entry entry) {
    try {
      return Optional.of(known.evolve(entry.event()));
    } catch (IllegalEvent illegal) {
      flaws.add(stream + "#" + sequence, String.valueOf(illegal.getMessage()));
      return Optional.empty();
    }
  }
}
