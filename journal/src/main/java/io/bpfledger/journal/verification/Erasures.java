package io.bpfledger.journal.verification;

import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.Erased;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which entries lost their content, and whether they may have: only recorded runs can lose it, and
 * the host's stream must say so, by the digests they had.
 */
final class Erasures {

  private static final Set<String> ERASABLE =
      Set.of("host.reconciliation-started", "host.reconciliation-finished");

  private record Name(StreamId stream, long sequence) implements Comparable<Name> {

    @Override
    public int compareTo(Name other) {
      int byStream = stream.compareTo(other.stream);
      return byStream != 0 ? byStream : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
      return stream + "#" + sequence;
    }
  }

  private final Map<Name, Digest> erasable = new HashMap<>();
  private final Set<Name> erased = new TreeSet<>();
  private final Set<Name> lawful = new TreeSet<>();

  /** Takes an entry; answers what is wrong with it, if something is. */
  Optional<String> accept(StreamId stream, long sequence, Entry entry) {
    Name name = new Name(stream, sequence);
    return switch (entry.event()) {
      case ReconciliationStarted _, ReconciliationFinished _ -> {
        erasable.put(name, entry.digest());
        yield Optional.empty();
      }
      case Erased gone -> {
        erasable.put(name, entry.digest());
        erased.add(name);
        int version = gone.type().indexOf('#');
        yield version > 0 && ERASABLE.contains(gone.type().substring(0, version))
            ? Optional.empty()
            : Optional.of("lost the content of " + gone.type() + ", which is kept for ever");
      }
      case EntriesErased list -> declared(stream, list);
      default -> Optional.empty();
    };
  }

  private Optional<String> declared(StreamId stream, EntriesErased list) {
    List<Name> names = new ArrayList<>();
    MessageDigest digests = Digest.sha256();
    for (long sequence : list.sequences()) {
      Name name = new Name(stream, sequence);
      Digest digest = erasable.get(name);
      if (digest == null) {
        return Optional.of("gives up entry " + sequence + ", which is kept for ever");
      }
      names.add(name);
      digests.update(digest.toByteArray());
    }
    if (!Digest.ofBytes(digests.digest()).equals(list.digests())) {
      return Optional.of("gives up other entries than there are");
    }
    lawful.addAll(names);
    return Optional.empty();
  }

  long count() {
    return erased.size();
  }

  /** The entries that lost their content though nothing says that they may. */
  List<String> unlawful() {
    return erased.stream().filter(name -> !lawful.contains(name)).map(Name::toString).toList();
  }
}
