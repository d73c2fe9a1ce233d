package io.bpfledger.kernel;

/** What a namespace is while it lives: the device and inode of its file. */
public record NamespaceIdentity(long device, long inode) {}
