package io.bpfledger.kernel.linux.ffi;

/** Kinds of namespaces, as {@code setns} and {@code unshare} name them. */
public final class NamespaceFlags {

  public static final int NETWORK = 0x40000000;

  private NamespaceFlags() {}
}
