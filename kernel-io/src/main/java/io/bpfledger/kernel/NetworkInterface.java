package io.bpfledger.kernel;

/**
 * One interface as it was found in its namespace. A device that is deleted and made again has the
 * name but not the index.
 */
public record NetworkInterface(NetworkNamespace namespace, int index, String name) {}
