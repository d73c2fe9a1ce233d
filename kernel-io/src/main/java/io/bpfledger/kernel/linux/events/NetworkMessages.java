package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.linux.netlink.InterfaceMessage;
import io.bpfledger.kernel.linux.netlink.NetlinkMessage;
import io.bpfledger.kernel.linux.netlink.TrafficControlMessage;
import java.util.Optional;

/** What messages of route netlink are notifications of. */
final class NetworkMessages {

  private NetworkMessages() {}

  static Optional<Notification> notification(NetlinkMessage message, NetworkNamespace namespace) {
    if (message.type() == InterfaceMessage.NEW_LINK
        || message.type() == InterfaceMessage.DELETE_LINK) {
      return InterfaceMessage.interfaceOf(message, namespace)
          .map(found -> ofInterface(message, found));
    }
    return TrafficControlMessage.isOne(message)
        ? Optional.of(
            new Notification.TrafficControlChanged(
                namespace, TrafficControlMessage.interfaceIndexOf(message)))
        : Optional.empty();
  }

  /** A bridge says "deleted" of a port that leaves it; the device is still there. */
  private static Notification ofInterface(NetlinkMessage message, NetworkInterface found) {
    boolean removed =
        message.type() == InterfaceMessage.DELETE_LINK && InterfaceMessage.isOfDevice(message);
    return removed
        ? new Notification.InterfaceRemoved(found.namespace(), found.index(), found.name())
        : new Notification.InterfaceChanged(found.namespace(), found.index(), found.name());
  }
}
