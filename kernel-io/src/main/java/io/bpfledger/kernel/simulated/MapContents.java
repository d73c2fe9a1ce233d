package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.Optional;

/**
 * What is in a map. The map has checked the sizes of keys and values; per-CPU values come and go
 * with the values of all CPUs.
 */
sealed interface MapContents
    permits ArrayContents, HashContents, TrieContents, QueueContents, ProgramArray, OpaqueContents {

  /** The value as user space reads it. */
  Optional<byte[]> read(byte[] key);

  void write(byte[] key, byte[] value, UpdateMode mode);

  void delete(byte[] key);

  /** The key after this one, or the first; a key that is not there counts as none. */
  Optional<byte[]> keyAfter(Optional<byte[]> key);

  /** The memory of a value, which a program may write to; empty when there is none at the key. */
  Optional<byte[]> cell(byte[] key);

  /** Gives back what the contents refer to, when the map vanishes. */
  default void vanish() {}

  /** The refusals that all types share. */
  static Refusal full() {
    return new Refusal(Errno.E2BIG, "the map is full");
  }

  static Refusal exists() {
    return new Refusal(Errno.EEXIST, "there is a value at that key");
  }

  static Refusal absent() {
    return new Refusal(Errno.ENOENT, "there is no value at that key");
  }
}
