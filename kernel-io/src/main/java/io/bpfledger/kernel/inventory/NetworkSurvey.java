package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the interfaces of one namespace with their qdiscs and filters. */
final class NetworkSurvey {

  /** The parent of clsact and ingress qdiscs, the ones that take filters by direction. */
  private static final int INGRESS_PARENT = 0xfffffff1;

  private final Kernel kernel;
  private final List<Gap> gaps;

  NetworkSurvey(Kernel kernel, List<Gap> gaps) {
    this.kernel = kernel;
    this.gaps = gaps;
  }

  /** Empty when there is no such namespace, or no more at the end. */
  Optional<NamespaceInventory> take(NetworkNamespace namespace) {
    return present(kernel.network().identify(namespace))
        .flatMap(
            identity ->
                present(kernel.network().interfaces(namespace))
                    .map(interfaces -> survey(namespace, identity, interfaces))
                    .filter(_ -> isStill(namespace, identity)));
  }

  /** Each question enters by the path, so the answers may come from two namespaces. */
  private boolean isStill(NetworkNamespace namespace, NamespaceIdentity identity) {
    Optional<NamespaceIdentity> now = present(kernel.network().identify(namespace));
    if (now.isPresent() && !now.get().equals(identity)) {
      gaps.add(
          new Gap(
              InventoryPart.NETWORK,
              KernelError.of(
                  Operation.IDENTIFY_NAMESPACE,
                  namespace.path(),
                  Errno.EAGAIN,
                  "another namespace came to that path while it was read")));
    }
    return now.equals(Optional.of(identity));
  }

  private NamespaceInventory survey(
      NetworkNamespace namespace, NamespaceIdentity identity, List<NetworkInterface> interfaces) {
    List<Qdisc> qdiscs = new ArrayList<>();
    List<TcFilter> filters = new ArrayList<>();
    for (NetworkInterface networkInterface : interfaces) {
      List<Qdisc> own = present(kernel.trafficControl().qdiscs(networkInterface)).orElse(List.of());
      qdiscs.addAll(own);
      if (own.stream().anyMatch(qdisc -> qdisc.parent() == INGRESS_PARENT)) {
        for (Direction direction : Direction.values()) {
          TcTarget target = new TcTarget(networkInterface, direction);
          filters.addAll(present(kernel.trafficControl().filters(target)).orElse(List.of()));
        }
      }
    }
    return new NamespaceInventory(namespace, identity, interfaces, qdiscs, filters);
  }

  /** What is not there any more is no gap: ENOENT of a namespace, ENODEV of an interface. */
  private <T> Optional<T> present(Result<T> result) {
    return switch (result) {
      case Result.Success<T>(T value) -> Optional.of(value);
      case Result.Failure<T>(KernelError error) -> {
        boolean gone = error.errno().equals(Errno.ENOENT) || error.errno().equals(Errno.ENODEV);
        if (!gone) {
          gaps.add(new Gap(InventoryPart.NETWORK, error));
        }
        yield Optional.empty();
      }
    };
  }
}
