package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/** A place a program can be attached to. All but {@link TcTarget} are held by a BPF link. */
public sealed interface AttachTarget permits LinkTarget, TcTarget {

  AttachKind kind();

  /** The target as a person names it, such as {@code xdp on eth0}. */
  String describe();
}
