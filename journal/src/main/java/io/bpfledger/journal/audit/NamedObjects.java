package io.bpfledger.journal.audit;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.ProgramEvent.LoadFailed;
import io.bpfledger.journal.event.ProgramEvent.LoadRequested;
import io.bpfledger.journal.event.ProgramEvent.Unloaded;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which bytecode must be there: that of every program that somebody wants. */
final class NamedObjects {

  private final Map<StreamId, Digest> wanted = new HashMap<>();

  /** Takes the entries in order; one that can't be read has been named elsewhere. */
  void accept(StoredEntry stored, EntryCodec codec) {
    StreamId stream = stored.place().stream();
    if (stream.kind() != StreamKind.PROGRAM) {
      return;
    }
    try {
      switch (codec.open(stored).entry().event()) {
        case LoadRequested requested -> wanted.put(stream, requested.spec().bytecode().digest());
        case LoadFailed _, Unloaded _ -> wanted.remove(stream);
        default -> {
          // Nothing else begins or ends a program's life.
        }
      }
    } catch (EntryUnreadable damaged) {
      wanted.remove(stream);
    }
  }

  /** The programs that need it, by the digest of their bytecode. */
  Map<Digest, Set<StreamId>> byDigest() {
    Map<Digest, Set<StreamId>> programs = new HashMap<>();
    wanted.forEach(
        (program, digest) -> programs.computeIfAbsent(digest, _ -> new HashSet<>()).add(program));
    return programs;
  }
}
