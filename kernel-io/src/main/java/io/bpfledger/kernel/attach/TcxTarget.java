package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkInterface;

/**
 * The TCX hook of one direction of an interface.
 *
 * <p>{@code expectedRevision} 0 means any; else the attach fails with ESTALE when the hook changed.
 */
public record TcxTarget(
    NetworkInterface networkInterface,
    Direction direction,
    TcxPosition position,
    long expectedRevision)
    implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.TCX;
  }

  @Override
  public String describe() {
    return "tcx " + direction.word() + " on " + networkInterface.name();
  }
}
