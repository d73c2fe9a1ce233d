package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine with a bpffs, a namespace and two devices, and one process on it. */
final class Bench {

  static final Path FS = Path.of("/run/bpfledger/fs");

  final SimulatedHost host;
  final SimulatedProcess process;
  final NetworkNamespace namespace;
  final NetworkInterface veth;
  final NetworkInterface dummy;

  Bench() {
    this(SimulatedHost.seeded(7));
  }

  Bench(SimulatedHost host) {
    this.host = host;
    this.process = host.startProcess("bpfledger");
    this.namespace = host.outside().addNamespace("blue");
    this.veth = host.outside().addInterface(namespace, "veth0");
    this.dummy = host.outside().addPlainInterface(namespace, "dummy0");
    process.bpffs().mount(FS).orThrow();
  }

  ProgramHandle program(String section, String name) {
    return TestObjects.load(process, section, name);
  }

  ProgramHandle program(DeclaredProgram program) {
    return TestObjects.load(process, program);
  }

  MapHandle map(MapType type, int maxEntries) {
    return process.maps().create(new MapSpec(type, "m", 4, 4, maxEntries, 0)).orThrow();
  }

  ProgramId id(ProgramHandle program) {
    return process.programs().info(program).orThrow().id();
  }

  XdpTarget xdp() {
    return new XdpTarget(veth, XdpMode.AUTOMATIC);
  }

  TcxTarget tcx(TcxPosition position) {
    return new TcxTarget(veth, Direction.INGRESS, position, 0);
  }

  TcTarget tc() {
    return new TcTarget(veth, Direction.INGRESS);
  }

  Path path(String name) {
    return FS.resolve(name);
  }

  /** All programs, as an enumeration by somebody else finds them. */
  List<ProgramId> programs() {
    SimulatedProcess observer = host.startProcess("observer");
    List<ProgramId> found = new ArrayList<>();
    Optional<ProgramId> next = observer.programs().next(Optional.empty()).orThrow();
    while (next.isPresent()) {
      found.add(next.get());
      next = observer.programs().next(next).orThrow();
    }
    observer.close();
    return found;
  }

  List<MapId> maps() {
    SimulatedProcess observer = host.startProcess("observer");
    List<MapId> found = new ArrayList<>();
    Optional<MapId> next = observer.maps().next(Optional.empty()).orThrow();
    while (next.isPresent()) {
      found.add(next.get());
      next = observer.maps().next(next).orThrow();
    }
    observer.close();
    return found;
  }

  List<LinkId> links() {
    SimulatedProcess observer = host.startProcess("observer");
    List<LinkId> found = new ArrayList<>();
    Optional<LinkId> next = observer.links().next(Optional.empty()).orThrow();
    while (next.isPresent()) {
      found.add(next.get());
      next = observer.links().next(next).orThrow();
    }
    observer.close();
    return found;
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** The errno of a failure; a test that expects one reads better this way. */
  static Errno errno(Result<?> result) {
    return result
        .problem()
        .map(KernelError::errno)
        .orElseThrow(() -> new AssertionError("it was done: " + result));
  }
}
