package io.bpfledger.kernel;

import java.util.OptionalInt;

/**
 * What the kernel tells of a map.
 *
 * @param typeNumber the kernel's number of the type; {@link MapType#numbered} names it
 * @param flags the BPF_F_* bits it was made with
 */
public record MapInfo(
    MapId id,
    int typeNumber,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    String name,
    OptionalInt btfId,
    OptionalInt btfKeyTypeId,
    OptionalInt btfValueTypeId) {}
