package io.bpfledger.kernel;

import java.util.Optional;

/** Maps that are in the kernel. Keys and values are bytes in the machine's byte order. */
public interface Maps {

  Result<MapHandle> create(MapSpec spec);

  /** The smallest id above {@code after}, or the smallest of all. Empty at the end. */
  Result<Optional<MapId>> next(Optional<MapId> after);

  /** ENOENT when there is no such map any more. */
  Result<MapHandle> open(MapId id);

  Result<MapInfo> info(MapHandle map);

  /**
   * Opens, asks and closes in one go; what an inventory uses.
   *
   * <p>Ask once for each id: Linux (seen on 6.18) keeps a program array until the next boot that is
   * opened and closed in the moment in which its last user lets it go.
   */
  Result<MapInfo> describe(MapId id);

  /** The value; empty when there is none at that key. Per-CPU maps give the values of all CPUs. */
  Result<Optional<byte[]>> lookup(MapHandle map, byte[] key);

  Result<Done> update(MapHandle map, byte[] key, byte[] value, UpdateMode mode);

  /** ENOENT when there is none at that key. */
  Result<Done> delete(MapHandle map, byte[] key);

  /** The key after {@code key}, or the first. Empty at the end. */
  Result<Optional<byte[]>> nextKey(MapHandle map, Optional<byte[]> key);

  /** From now on user space cannot write it (EPERM). */
  Result<Done> freeze(MapHandle map);

  /**
   * Puts a program into a slot of a program array. EINVAL unless its type, its frags flavour and,
   * on newer kernels (6.18 does), its expected attach type are those of the first program that had
   * to do with the array.
   */
  Result<Done> setProgram(MapHandle programArray, int slot, ProgramHandle program);

  /** Which program is in a slot of a program array. */
  Result<Optional<ProgramId>> programAt(MapHandle programArray, int slot);
}
