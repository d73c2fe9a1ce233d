package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkInterface;

/** The XDP hook of an interface. */
public record XdpTarget(NetworkInterface networkInterface, XdpMode mode) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.XDP;
  }

  @Override
  public String describe() {
    return "xdp on " + networkInterface.name();
  }
}
