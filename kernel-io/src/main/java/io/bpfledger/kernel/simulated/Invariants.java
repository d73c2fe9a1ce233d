package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.attach.Direction;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Counts all references from scratch and compares them with those the objects keep: the simulation
 * proves after every change that it has lost none and invented none.
 */
final class Invariants {

  /** References to one object, as found by looking at everything that can refer to it. */
  private static final class Count {
    private int references;
    private int userReferences;
  }

  private final IdentityHashMap<KernelObject, Count> counts = new IdentityHashMap<>();

  private Invariants() {}

  static void check(Machine machine, List<SimulatedProcess> processes) {
    Invariants found = new Invariants();
    found.countUserSpace(machine, processes);
    found.countObjects(machine);
    found.countNetwork(machine);
    machine.programs().all().forEach(found::compare);
    machine.maps().all().forEach(found::compare);
    machine.links().all().forEach(found::compare);
    machine.btfs().all().stream()
        .filter(btf -> btf.id() != machine.vmlinuxBtfId())
        .forEach(found::compare);
    found.requireNothingElse();
  }

  private void countUserSpace(Machine machine, List<SimulatedProcess> processes) {
    for (SimulatedProcess process : processes) {
      process.heldObjects().forEach(this::userReference);
    }
    machine.files().pinned().forEach(this::userReference);
  }

  private void countObjects(Machine machine) {
    for (ProgramObject program : machine.programs().all()) {
      program.maps().forEach(this::reference);
      program.btf().ifPresent(this::reference);
    }
    for (MapObject map : machine.maps().all()) {
      map.btf().ifPresent(this::reference);
      if (map.contents() instanceof ProgramArray array) {
        array.programs().forEach(this::reference);
      }
      if (map.contents() instanceof OpaqueContents opaque) {
        opaque.held().forEach(this::reference);
      }
    }
    for (LinkObject link : machine.links().all()) {
      link.program().ifPresent(this::reference);
      heldMap(link.attachment()).ifPresent(this::reference);
    }
  }

  private static Optional<MapObject> heldMap(Attachment attachment) {
    return switch (attachment) {
      case IteratorAttachment iterator -> iterator.map();
      case StructOpsAttachment structOps -> structOps.map();
      case HookAttachment<?> _, TracingAttachment _, ProbeAttachment _ -> Optional.empty();
    };
  }

  private void countNetwork(Machine machine) {
    for (NamespaceNode namespace : machine.network().all()) {
      for (InterfaceNode node : namespace.interfaces()) {
        node.xdp().netlinkProgram().ifPresent(this::reference);
        for (Direction direction : Direction.values()) {
          node.filters(direction)
              .forEach(ranked -> ranked.filter().program().ifPresent(this::reference));
        }
        node.links().forEach(Invariants::requireAlive);
      }
      namespace.netfilterLinks().forEach(Invariants::requireAlive);
      namespace.socketLookupLinks().forEach(Invariants::requireAlive);
    }
    for (CgroupNode cgroup : machine.cgroups().all()) {
      cgroup.links().forEach(Invariants::requireAlive);
    }
  }

  private void reference(KernelObject object) {
    count(object).references++;
  }

  private void userReference(KernelObject object) {
    Count count = count(object);
    count.references++;
    count.userReferences++;
  }

  private Count count(KernelObject object) {
    return counts.computeIfAbsent(object, _ -> new Count());
  }

  private void compare(KernelObject object) {
    Count count = counts.remove(object);
    int references = count == null ? 0 : count.references;
    int userReferences = count == null ? 0 : count.userReferences;
    require(
        references == object.references() && references > 0,
        object.describe() + " counts " + object.references() + " references of " + references);
    require(
        !(object instanceof MapObject map) || map.userReferences() == userReferences,
        object.describe() + " counts another number of user references than " + userReferences);
  }

  /** What is left was referred to but is in no table: somebody holds an object that is gone. */
  private void requireNothingElse() {
    for (KernelObject object : counts.keySet()) {
      require(
          object instanceof BtfObject btf && btf.alive(), object.describe() + " is held but gone");
    }
  }

  private static void requireAlive(LinkObject link) {
    require(link.alive(), "a hook holds " + link.describe() + ", which is gone");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("the simulated kernel is broken: " + what);
    }
  }
}
