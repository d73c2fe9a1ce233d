package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.Optional;

/** What was seen of an interface that a hook is on. */
sealed interface DeviceSight {

  /** It is there, by name; whether it is the one of before, its identity tells. */
  record Present(NamespaceInventory namespace, int index, DeviceIdentity identity)
      implements DeviceSight {}

  /** Its namespace or itself is not there. */
  record Gone(String words) implements DeviceSight {}

  /** The very interface is there by another name, and none by its own. */
  record Renamed(String name) implements DeviceSight {}

  record Unread(String why) implements DeviceSight {}

  /**
   * Looks for an interface.
   *
   * @param before what it was when the hook was last seen
   */
  static DeviceSight of(Device device, Optional<DeviceIdentity> before, SurveyIndex index) {
    boolean asked =
        index.survey().scope().namespaces().stream()
            .anyMatch(namespace -> namespace.path().equals(device.namespace()));
    if (!asked) {
      return new Unread(device.namespace() + " was not looked at");
    }
    Optional<NamespaceInventory> namespace = index.namespace(device.namespace());
    if (namespace.isEmpty()) {
      return index.knows(InventoryPart.NETWORK)
          ? new Gone("no namespace at " + device.namespace())
          : new Unread("not all of the network could be read");
    }
    Optional<DeviceSight> renamed = Optional.empty();
    for (NetworkInterface found : namespace.get().interfaces()) {
      // The kernel's numbers of interfaces begin with 1.
      if (found.index() > 0) {
        DeviceIdentity identity =
            new DeviceIdentity(
                found.index(),
                namespace.get().identity().device(),
                namespace.get().identity().inode());
        if (found.name().equals(device.name())) {
          return new Present(namespace.get(), found.index(), identity);
        }
        if (before.equals(Optional.of(identity))) {
          renamed = Optional.of(new Renamed(found.name()));
        }
      }
    }
    return renamed.orElseGet(
        () ->
            index.knows(InventoryPart.NETWORK)
                ? new Gone("no interface " + device.describe())
                : new Unread("not all of the network could be read"));
  }
}
