package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkInterface;

/** The clsact hook of one direction of an interface; a netlink filter holds it, no BPF link. */
public record TcTarget(NetworkInterface networkInterface, Direction direction)
    implements AttachTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.TC;
  }

  @Override
  public String describe() {
    return "tc " + direction.word() + " on " + networkInterface.name();
  }
}
