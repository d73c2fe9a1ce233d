package io.bpfledger.kernel;

/**
 * A map to be made.
 *
 * @param name at most 15 characters of A-Z, a-z, 0-9, '_' and '.'
 * @param flags the BPF_F_* bits
 */
public record MapSpec(
    MapType type, String name, int keySize, int valueSize, int maxEntries, int flags) {}
