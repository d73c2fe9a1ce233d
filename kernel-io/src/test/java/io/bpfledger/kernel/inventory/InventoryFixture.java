package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.simulated.HostProfile;
import io.bpfledger.kernel.simulated.RecordedOperation;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/**
 * A machine with our service, a foreign process and a device in a namespace, for inventories to
 * read.
 */
abstract class InventoryFixture {

  static final Path ROOT = Path.of("/run/bpfledger/fs");

  /** Its bpffs holds files of the kernel's own. */
  final SimulatedHost host = SimulatedHost.builder(1).profile(HostProfile.hardened()).build();

  final SimulatedProcess service = host.startProcess("service");
  final SimulatedProcess foreign = host.startProcess("foreign");
  final NetworkNamespace blue = host.outside().addNamespace("blue");
  final NetworkInterface device = host.outside().addInterface(blue, "veth0");
  final InventoryReader reader = new InventoryReader(service);
  final InventoryScope scope = new InventoryScope(List.of(ROOT), List.of(blue));

  @BeforeEach
  void mount() {
    service.bpffs().mount(ROOT).orThrow();
  }

  List<String> described(Operation operation) {
    return host.recording().of("service").stream()
        .filter(recorded -> recorded.operation() == operation)
        .map(RecordedOperation::object)
        .toList();
  }

  static LinkDetails details(Inventory inventory, LinkId id) {
    return inventory.links().find(id).orElseThrow().details();
  }

  XdpTarget target() {
    return new XdpTarget(device, XdpMode.NATIVE);
  }

  static MapSpec counters() {
    return new MapSpec(MapType.ARRAY, "counters", 4, 8, 1, 0);
  }

  ProgramId id(ProgramHandle program) {
    return id(service, program);
  }

  static ProgramId id(SimulatedProcess process, ProgramHandle program) {
    return process.programs().info(program).orThrow().id();
  }

  LinkId id(LinkHandle link) {
    return service.links().info(link).orThrow().id();
  }

  static ProgramHandle load(SimulatedProcess process, String section, String name) {
    DeclaredProgram program = DeclaredProgram.in(section, name).returning(0);
    LoadedObject loaded =
        process
            .objects()
            .load(LoadRequest.of(name, DeclaredObject.of(program), ProgramSelection.of(name)))
            .orThrow();
    return loaded.program(name);
  }
}
