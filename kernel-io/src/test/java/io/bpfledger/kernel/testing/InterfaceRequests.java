package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.linux.netlink.InterfaceMessage;
import io.bpfledger.kernel.linux.netlink.NetlinkMessage;
import io.bpfledger.kernel.linux.netlink.NetlinkRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The netlink requests of a network sandbox that the port itself has no use for. */
final class InterfaceRequests {

  private static final int NEW_LINK = 16;
  private static final int DELETE_LINK = 17;
  private static final int NEW_ADDRESS = 20;

  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_OPERSTATE = 16;
  private static final int OPERATION_UP = 6;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int INFO_KIND = 1;
  private static final int INFO_DATA = 2;
  private static final int VETH_PEER = 1;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private static final int UP = 1;
  private static final byte AF_INET = 2;
  private static final byte PREFIX_BITS = 24;

  private InterfaceRequests() {}

  static NetlinkRequest addVeth(String near, String far) {
    return addVeth(near, far, -1);
  }

  /** The far end goes to the namespace of a descriptor, or stays here when that is negative. */
  static NetlinkRequest addVeth(String near, String far, int farNamespace) {
    return NetlinkRequest.of(NEW_LINK, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE)
        .fixed(interfacePart(0, 0))
        .text(IFLA_IFNAME, near)
        .nested(
            IFLA_LINKINFO,
            information ->
                information
                    .text(INFO_KIND, "veth")
                    .nested(
                        INFO_DATA,
                        data -> data.nested(VETH_PEER, peer -> peer(peer, far, farNamespace))));
  }

  private static void peer(NetlinkRequest peer, String name, int namespace) {
    peer.fixed(interfacePart(0, 0)).text(IFLA_IFNAME, name);
    if (namespace >= 0) {
      peer.number(IFLA_NET_NS_FD, namespace);
    }
  }

  static NetlinkRequest bringUp(int index) {
    return NetlinkRequest.of(NEW_LINK, 0).fixed(interfacePart(index, UP));
  }

  /** Whether a message tells of an interface that carries packets. */
  static boolean tellsOfOperation(NetlinkMessage message) {
    return message.attributes(InterfaceMessage.FIXED_BYTES).octet(IFLA_OPERSTATE).orElse(0)
        == OPERATION_UP;
  }

  static NetlinkRequest delete(int index) {
    return NetlinkRequest.of(DELETE_LINK, 0).fixed(interfacePart(index, 0));
  }

  static NetlinkRequest addAddress(int index, int a, int b, int c, int d) {
    ByteBuffer part =
        ByteBuffer.allocate(8)
            .order(ByteOrder.nativeOrder())
            .put(0, AF_INET)
            .put(1, PREFIX_BITS)
            .putInt(4, index);
    byte[] address = {(byte) a, (byte) b, (byte) c, (byte) d};
    return NetlinkRequest.of(NEW_ADDRESS, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE)
        .fixed(part)
        .bytes(IFA_LOCAL, address)
        .bytes(IFA_ADDRESS, address);
  }

  /** {@code struct ifinfomsg}: the index, and the flags to set. */
  private static ByteBuffer interfacePart(int index, int flags) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putInt(4, index)
        .putInt(8, flags)
        .putInt(12, flags);
  }
}
