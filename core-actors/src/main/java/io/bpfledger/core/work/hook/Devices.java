package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.Network;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;

/** Finds interfaces by name, at the moment of the work: tomorrow the name may mean another one. */
final class Devices {

  private static final int TRIES_MAX = 3;

  private final Network network;

  Devices(Network network) {
    this.network = network;
  }

  /** An interface, and what it is. */
  record Found(NetworkInterface networkInterface, DeviceIdentity identity) {}

  /** What became of the search. */
  sealed interface Search {}

  record Present(Found found) implements Search {}

  /** There is no such interface, or no such namespace. */
  record Absent(KernelError error) implements Search {}

  /** The interface, which must be there. */
  Found require(Device device) {
    return switch (search(device)) {
      case Present(Found found) -> found;
      case Absent(KernelError error) ->
          throw new KernelFailure(error.withFurtherDetail(device.describe() + " is not there"));
    };
  }

  /** Fails only if it cannot be told. */
  Search search(Device device) {
    NetworkNamespace namespace = new NetworkNamespace(device.namespace());
    for (int tried = 0; tried < TRIES_MAX; tried++) {
      Result<NamespaceIdentity> identity = network.identify(namespace);
      if (isAbsent(identity)) {
        return new Absent(identity.problem().orElseThrow());
      }
      Result<NetworkInterface> found = network.lookup(namespace, device.name());
      // Another namespace may have come to that path in between.
      if (!network.identify(namespace).equals(identity)) {
        continue;
      }
      if (isAbsent(found)) {
        return new Absent(found.problem().orElseThrow());
      }
      NamespaceIdentity its = identity.orThrow();
      NetworkInterface networkInterface = found.orThrow();
      return new Present(
          new Found(
              networkInterface,
              new DeviceIdentity(networkInterface.index(), its.device(), its.inode())));
    }
    throw new KernelFailure(
        KernelError.of(
            Operation.IDENTIFY_NAMESPACE,
            device.namespace(),
            Errno.EAGAIN,
            "another namespace came to this path each of the " + TRIES_MAX + " times"));
  }

  private static boolean isAbsent(Result<?> result) {
    return result.failedWith(Errno.ENOENT) || result.failedWith(Errno.ENODEV);
  }
}
