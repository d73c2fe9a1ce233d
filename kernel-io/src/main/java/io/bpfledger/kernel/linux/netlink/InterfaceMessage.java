package io.bpfledger.kernel.linux.netlink;

import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The messages about interfaces: {@code struct ifinfomsg} and IFLA_* attributes. */
public final class InterfaceMessage {

  public static final int NEW_LINK = 16;
  public static final int DELETE_LINK = 17;
  private static final int GET_LINK = 18;

  /** The longest name an interface can have; longer ones are alternative names. */
  static final int NAME_LIMIT = 15;

  private static final int ALTERNATIVE_NAME_LIMIT = 127;

  public static final int FIXED_BYTES = 16;
  private static final int INDEX = 4;

  private static final int IFNAME = 3;
  private static final int XDP = 43;
  private static final int ALT_IFNAME = 53;

  private InterfaceMessage() {}

  public static NetlinkRequest list() {
    return NetlinkRequest.of(GET_LINK, 0).fixed(fixedPart(0));
  }

  public static NetlinkRequest byIndex(int index) {
    return NetlinkRequest.of(GET_LINK, 0).fixed(fixedPart(index));
  }

  /** By name, or alternative name. */
  public static NetlinkRequest byName(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    return NetlinkRequest.of(GET_LINK, 0)
        .fixed(fixedPart(0))
        .text(length <= NAME_LIMIT ? IFNAME : ALT_IFNAME, name);
  }

  /** What is wrong with a name; empty for one that an interface may have. */
  public static Optional<String> flawOf(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > ALTERNATIVE_NAME_LIMIT) {
      return Optional.of(
          "an interface name has 1 to 15 bytes, an alternative name up to "
              + ALTERNATIVE_NAME_LIMIT);
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("no interface is called '" + name + "'");
    }
    boolean plain =
        name.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '/' && c != ':' && c != 0xa0);
    return plain
        ? Optional.empty()
        : Optional.of("an interface name holds no space, control character, '/' or ':'");
  }

  /** The interface a message tells of; empty for one without a name. */
  public static Optional<NetworkInterface> interfaceOf(
      NetlinkMessage message, NetworkNamespace namespace) {
    int index = message.number(INDEX);
    return message
        .attributes(FIXED_BYTES)
        .text(IFNAME)
        .filter(name -> index > 0 && !name.isEmpty())
        .map(name -> new NetworkInterface(namespace, index, name));
  }

  /** Whether a message is of the device itself, and not of its part in a bridge or so. */
  public static boolean isOfDevice(NetlinkMessage message) {
    return message.body().limit() > 0 && message.body().get(0) == 0;
  }

  /** The XDP part of a message. */
  public static NetlinkAttributes xdpOf(NetlinkMessage message) {
    return message.attributes(FIXED_BYTES).nested(XDP);
  }

  private static ByteBuffer fixedPart(int index) {
    return ByteBuffer.allocate(FIXED_BYTES).order(ByteOrder.nativeOrder()).putInt(INDEX, index);
  }
}
