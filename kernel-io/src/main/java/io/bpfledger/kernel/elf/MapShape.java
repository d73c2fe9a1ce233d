package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.MapType;
import java.util.Optional;

/**
 * Type and sizes of a map, as the kernel is to be asked for them.
 *
 * @param typeNumber the kernel's number of the type; {@link #type} names it
 * @param maxEntries unsigned; 0 where the kernel or the number of processors decides
 * @param extra what some types want to know besides
 * @param keyType the type of its keys, where the object says so
 * @param valueType the type of its values, where the object says so; ring buffers may have one,
 *     though their value size must be 0
 */
public record MapShape(
    int typeNumber,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    long extra,
    Optional<String> keyType,
    Optional<String> valueType) {

  /** The type; empty for one that is newer than our table. */
  public Optional<MapType> type() {
    return MapType.numbered(typeNumber);
  }
}
