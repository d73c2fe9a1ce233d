package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.LinuxNetwork;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.NamespaceFlags;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;
import io.bpfledger.kernel.linux.netlink.InterfaceMessage;
import io.bpfledger.kernel.linux.netlink.NetlinkRequest;
import io.bpfledger.kernel.linux.netlink.NetlinkSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A network namespace of the test's own, without IPv6, so that no packet flows but those that the
 * test sends.
 *
 * <p>It has no name anywhere: a descriptor of this process holds it, and its path goes through that
 * descriptor. So it vanishes with the process, however that ends, with all devices and filters.
 */
public final class NetworkSandbox implements AutoCloseable {

  private static final int F_DUPFD_CLOEXEC = 1030;

  /**
   * Far from the numbers in use and not soon used again: the path of a closed one leads nowhere.
   */
  private static final int FIRST_NUMBER = 2000;

  private static final int NUMBERS = 10_000;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final Path IPV6 = Path.of("/proc/sys/net/ipv6/conf");
  private static final String FORGET_IPV6 = "1\n";

  /** The two ends of a cable. What is sent on one is received on the other. */
  public record Cable(NetworkInterface near, NetworkInterface far) {}

  private final FileDescriptor descriptor;
  private final NetworkNamespace namespace;

  private NetworkSandbox(FileDescriptor descriptor) {
    this.descriptor = descriptor;
    this.namespace =
        new NetworkNamespace(
            "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.number());
  }

  public static NetworkSandbox open() {
    NetworkSandbox sandbox = new NetworkSandbox(onThreadOfItsOwn(NetworkSandbox::unshare));
    sandbox.within(
        () -> {
          // A kernel without IPv6 has no such files.
          if (Files.exists(IPV6)) {
            write(IPV6.resolve("all/disable_ipv6"), FORGET_IPV6);
            write(IPV6.resolve("default/disable_ipv6"), FORGET_IPV6);
          }
          return Done.DONE;
        });
    sandbox.bringUp(1);
    return sandbox;
  }

  public NetworkNamespace namespace() {
    return namespace;
  }

  /** Runs something inside, on a thread that then dies. */
  public <T> T within(Supplier<T> work) {
    return NamespaceEntry.within(
            namespace, Operation.IDENTIFY_NAMESPACE, () -> Result.success(work.get()))
        .orThrow();
  }

  /** Makes a veth pair with both ends in this namespace, up. */
  public Cable cable(String near, String far) {
    change(InterfaceRequests.addVeth(near, far));
    return plugIn(new Cable(lookup(near), lookup(far)), this);
  }

  /** Makes a veth pair whose far end is in another sandbox, up. */
  public Cable cable(String near, String far, NetworkSandbox other) {
    change(InterfaceRequests.addVeth(near, far, other.descriptor.number()));
    return plugIn(new Cable(lookup(near), other.lookup(far)), other);
  }

  /** Until the kernel has noticed that an end is up, what is sent there goes nowhere. */
  private Cable plugIn(Cable cable, NetworkSandbox other) {
    bringUp(cable.near().index());
    other.bringUp(cable.far().index());
    awaitOperation(cable.near());
    other.awaitOperation(cable.far());
    return cable;
  }

  private void awaitOperation(NetworkInterface networkInterface) {
    Eventually.get(
        networkInterface + " in operation",
        () ->
            NetlinkSocket.within(
                    namespace,
                    Operation.LOOKUP_INTERFACE,
                    socket ->
                        socket.ask(
                            InterfaceMessage.byIndex(networkInterface.index()),
                            Operation.LOOKUP_INTERFACE,
                            networkInterface.name()))
                .asOptional()
                .filter(InterfaceRequests::tellsOfOperation));
  }

  /** Gives an interface of this namespace an IPv4 address with a prefix of 24 bits. */
  public void address(NetworkInterface networkInterface, int a, int b, int c, int d) {
    change(InterfaceRequests.addAddress(networkInterface.index(), a, b, c, d));
  }

  public void delete(NetworkInterface networkInterface) {
    change(InterfaceRequests.delete(networkInterface.index()));
  }

  public NetworkInterface lookup(String name) {
    return new LinuxNetwork().lookup(namespace, name).orThrow();
  }

  private void bringUp(int interfaceIndex) {
    change(InterfaceRequests.bringUp(interfaceIndex));
  }

  private void change(NetlinkRequest request) {
    NetlinkSocket.within(
            namespace,
            Operation.LOOKUP_INTERFACE,
            socket -> socket.change(request, Operation.LOOKUP_INTERFACE, "sandbox " + namespace))
        .orThrow();
  }

  private static FileDescriptor unshare() {
    require(SystemCalls.call(SystemCall.UNSHARE, NamespaceFlags.NETWORK), "unshare");
    try (Arena arena = Arena.ofConfined()) {
      long path = Memory.string(arena, "/proc/thread-self/ns/net").address();
      long opened =
          SystemCalls.call(
              SystemCall.OPENAT, OpenFlags.WORKING_DIRECTORY, path, OpenFlags.CLOSE_ON_EXEC);
      require(opened, "open of the new namespace");
      try (FileDescriptor low = FileDescriptor.owning(opened)) {
        int number = FIRST_NUMBER + NUMBER.getAndIncrement() % NUMBERS;
        long high = SystemCalls.call(SystemCall.FCNTL, low.number(), F_DUPFD_CLOEXEC, number);
        require(high, "a descriptor of number " + number);
        return FileDescriptor.owning(high);
      }
    }
  }

  /** A thread that has a namespace of its own serves nobody else: it dies. */
  private static FileDescriptor onThreadOfItsOwn(Supplier<FileDescriptor> work) {
    FutureTask<FileDescriptor> task = new FutureTask<>(work::get);
    Thread.ofPlatform().start(task);
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException("no network namespace could be made", failed);
    }
  }

  private static void require(long answer, String what) {
    if (answer < 0) {
      throw new IllegalStateException(what + " answered " + answer);
    }
  }

  private static void write(Path path, String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
