package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happens on the machine without asking a process of ours: administrators, other managers,
 * devices that come and go. Faults do not hit it and it is not recorded.
 *
 * <p>A foreign manager that holds programs and links is a process of its own; here is what needs no
 * handles.
 */
public final class OutsideWorld {

  private final SimulatedHost host;

  OutsideWorld(SimulatedHost host) {
    this.host = host;
  }

  private <T> Result<T> attempt(Supplier<T> effect) {
    try {
      return host.locked(
          () -> {
            T value = effect.get();
            host.checkInvariants();
            return Result.success(value);
          });
    } catch (Refusal refusal) {
      return Result.failure(refusal.during(Operation.READ_HOST, "outside world"));
    } finally {
      host.deliverWaiting();
    }
  }

  private <T> T act(Supplier<T> effect) {
    return attempt(effect).orThrow();
  }

  private void change(Runnable effect) {
    act(
        () -> {
          effect.run();
          return true;
        });
  }

  /** A new namespace with nothing but its loopback interface. */
  public NetworkNamespace addNamespace(String name) {
    NetworkNamespace namespace = NetworkNamespace.named(name);
    change(() -> host.machine().network().addNamespace(namespace));
    return namespace;
  }

  public void removeNamespace(NetworkNamespace namespace) {
    change(() -> host.machine().network().removeNamespace(namespace));
  }

  /** A device whose driver runs XDP programs, as a veth does. */
  public NetworkInterface addInterface(NetworkNamespace namespace, String name) {
    return addInterface(namespace, name, true);
  }

  /** A device whose driver knows no XDP, as a dummy: only the generic mode works on it. */
  public NetworkInterface addPlainInterface(NetworkNamespace namespace, String name) {
    return addInterface(namespace, name, false);
  }

  private NetworkInterface addInterface(NetworkNamespace namespace, String name, boolean xdp) {
    return act(
        () -> {
          InterfaceNode added = host.machine().network().addInterface(namespace, name, xdp);
          return new NetworkInterface(namespace, added.index(), name);
        });
  }

  public void removeInterface(NetworkInterface networkInterface) {
    change(() -> host.machine().network().removeInterface(device(networkInterface)));
  }

  public NetworkInterface renameInterface(NetworkInterface networkInterface, String newName) {
    change(() -> host.machine().network().rename(device(networkInterface), newName));
    return new NetworkInterface(networkInterface.namespace(), networkInterface.index(), newName);
  }

  /**
   * A packet arrives at an interface and meets the programs on its hooks. ENOTSUPP when one of them
   * does what is not simulated.
   */
  public Result<PacketFate> receive(NetworkInterface networkInterface, byte[] packet) {
    return attempt(() -> Traffic.receive(host.machine(), device(networkInterface), packet));
  }

  /** A packet of the machine leaves through an interface. */
  public Result<PacketFate> transmit(NetworkInterface networkInterface, byte[] packet) {
    return attempt(() -> Traffic.transmit(host.machine(), device(networkInterface), packet));
  }

  /** {@code bpftool link detach}. */
  public void detach(LinkId link) {
    change(() -> host.machine().links().find(link.value()).detachByForce());
  }

  /** Somebody gives a link of ours another program. */
  public void replaceProgram(LinkId link, ProgramId program) {
    change(
        () ->
            host.machine()
                .links()
                .find(link.value())
                .replaceProgram(host.machine().programs().find(program.value()), Optional.empty()));
  }

  /** {@code rm} in bpffs. */
  public void unlink(Path path) {
    change(() -> host.machine().files().unlink(path));
  }

  /** {@code rm -r} in bpffs. */
  public void removeTree(Path directory) {
    change(() -> host.machine().files().removeTree(directory));
  }

  /** A plain directory, where one can mount or fail to pin. */
  public void makeDirectories(Path path) {
    change(() -> host.machine().files().makeDirectories(path));
  }

  public void unmount(Path directory) {
    change(() -> host.machine().files().unmount(directory));
  }

  public void addClsact(NetworkInterface networkInterface) {
    changeTrafficControl(networkInterface, TrafficControlRules::addClsact);
  }

  public void deleteClsact(NetworkInterface networkInterface) {
    changeTrafficControl(networkInterface, TrafficControlRules::deleteClsact);
  }

  /** The older qdisc that excludes clsact. */
  public void addIngressQdisc(NetworkInterface networkInterface) {
    changeTrafficControl(
        networkInterface,
        device -> {
          if (device.clsact().isPresent()) {
            throw new Refusal(Errno.EEXIST, "the interface has a clsact qdisc");
          }
          device.setForeignIngressQdisc("ingress");
        });
  }

  /** A filter of another classifier, such as {@code flower}. */
  public void addForeignFilter(
      NetworkInterface networkInterface,
      Direction direction,
      int priority,
      int handle,
      String kind) {
    changeTrafficControl(
        networkInterface,
        device -> TrafficControlRules.chain(device, direction).addForeign(priority, handle, kind));
  }

  /** {@code tc filter del}. */
  public void deleteFilter(
      NetworkInterface networkInterface, Direction direction, int priority, int handle) {
    changeTrafficControl(
        networkInterface,
        device -> TrafficControlRules.chain(device, direction).delete(priority, handle));
  }

  private void changeTrafficControl(
      NetworkInterface networkInterface, Consumer<InterfaceNode> effect) {
    change(
        () -> {
          InterfaceNode device = device(networkInterface);
          effect.accept(device);
          host.machine().notices().trafficControlChanged(device);
        });
  }

  /** {@code ip link set dev … xdp obj …}: a program without a link, as older tools attach it. */
  public void setXdpByNetlink(NetworkInterface networkInterface, ProgramId program) {
    change(
        () -> {
          InterfaceNode device = deviceWithoutXdpLink(networkInterface);
          ProgramObject set = host.machine().programs().find(program.value());
          if (set.type() != ProgramType.XDP) {
            throw new Refusal(Errno.EINVAL, "the hook runs programs of type xdp");
          }
          device.xdp().setNetlinkProgram(set, !device.driverRunsXdp());
          host.machine().notices().interfaceChanged(device);
        });
  }

  /** {@code ip link set dev … xdp off}. */
  public void clearXdpByNetlink(NetworkInterface networkInterface) {
    change(
        () -> {
          InterfaceNode device = deviceWithoutXdpLink(networkInterface);
          device.xdp().setNetlinkProgram(null, false);
          host.machine().notices().interfaceChanged(device);
        });
  }

  /** More happened at once than the rings hold: all who listen hear that they have missed some. */
  public void loseNotifications() {
    change(() -> host.machine().notices().lose());
  }

  /** Gives the number by which links tell the cgroup. */
  public long addCgroup(Path path) {
    return act(() -> host.machine().cgroups().add(path));
  }

  public void removeCgroup(Path path) {
    change(() -> host.machine().cgroups().remove(path));
  }

  public void addTracepoint(String category, String name) {
    change(() -> host.machine().hooks().addTracepoint(category, name));
  }

  public void addRawTracepoint(String name) {
    change(() -> host.machine().hooks().addRawTracepoint(name));
  }

  public void addKernelFunction(String name) {
    change(() -> host.machine().hooks().addFunction(name));
  }

  public void addBinary(Path path, long size, Map<String, Long> functionOffsets) {
    change(() -> host.machine().hooks().addBinary(path, size, functionOffsets));
  }

  public void removeBinary(Path path) {
    change(() -> host.machine().hooks().removeBinary(path));
  }

  public void addPid(int pid) {
    change(() -> host.machine().hooks().addPid(pid));
  }

  public void removePid(int pid) {
    change(() -> host.machine().hooks().removePid(pid));
  }

  /** Netlink neither replaces nor removes the program of a link. */
  private InterfaceNode deviceWithoutXdpLink(NetworkInterface networkInterface) {
    InterfaceNode device = device(networkInterface);
    if (device.xdp().link().isPresent()) {
      throw new Refusal(Errno.EBUSY, "a link holds the hook");
    }
    return device;
  }

  private InterfaceNode device(NetworkInterface networkInterface) {
    return host.machine().network().find(networkInterface, Errno.ENODEV);
  }
}
