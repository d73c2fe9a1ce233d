package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.PlannedProgram;
import io.bpfledger.kernel.elf.ProgramDefinition;
import io.bpfledger.kernel.simulated.interpreter.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One load: maps, then programs; all of them, or nothing. */
final class ObjectLoader {

  private final SimulatedProcess process;
  private final Machine machine;
  private final LoadRequest request;
  private final ObjectImage image;
  private final LoadPlan plan;

  ObjectLoader(SimulatedProcess process, LoadRequest request, ObjectImage image, LoadPlan plan) {
    this.process = process;
    this.machine = process.machine();
    this.request = request;
    this.image = image;
    this.plan = plan;
  }

  LoadedObject load() {
    process.requireRoomForHandles(plan.programs().size() + plan.maps().size());
    Optional<BtfObject> btf = btf();
    btf.ifPresent(BtfObject::retain);
    ObjectMaps maps = new ObjectMaps(process, request, image.inspection(), plan, btf);
    TreeMap<String, ProgramHandle> programs = new TreeMap<>();
    boolean complete = false;
    try {
      maps.make();
      for (PlannedProgram planned : plan.programs().values()) {
        programs.put(planned.name(), process.open(loaded(planned, maps, btf)));
      }
      maps.fill(programs.navigableKeySet(), name -> process.program(handle(programs, name)));
      complete = true;
      return new LoadedObject(programs, maps.handles());
    } finally {
      btf.ifPresent(BtfObject::release);
      if (!complete) {
        programs.values().forEach(process::dropUnseen);
        maps.undo();
      }
    }
  }

  private static ProgramHandle handle(Map<String, ProgramHandle> programs, String name) {
    ProgramHandle handle = programs.get(name);
    if (handle == null) {
      throw new Refusal(Errno.EINVAL, "program " + name + " must be chosen, too");
    }
    return handle;
  }

  private Optional<BtfObject> btf() {
    if (image.inspection().btf().functions() == 0) {
      return Optional.empty();
    }
    BtfObject btf = new BtfObject(machine, machine.btfs().newId());
    machine.btfs().add(btf);
    return Optional.of(btf);
  }

  private ProgramObject loaded(PlannedProgram planned, ObjectMaps maps, Optional<BtfObject> btf) {
    try {
      return program(planned, maps, btf);
    } catch (Refusal refusal) {
      throw refusal.about("program " + planned.name() + " of " + request.name());
    }
  }

  private ProgramObject program(PlannedProgram planned, ObjectMaps maps, Optional<BtfObject> btf) {
    LoadFeatures.require(machine, planned);
    ProgramDefinition definition = image.inspection().program(planned.name()).orElseThrow();
    ProgramLinker.Linked linked = image.linked(definition);
    Optional<VerifiedProgram.AttachPoint> attachPoint =
        planned.target().map(target -> LoadFeatures.attachPoint(machine, planned, target));
    verify(planned, definition);
    List<MapObject> references = linked.references().stream().map(maps::named).toList();
    VerifiedProgram verified =
        new VerifiedProgram(
            planned.name(),
            planned.type(),
            planned.attachType().map(type -> type.number()).orElse(0),
            linked.bytecode().tag(),
            image.inspection().gplCompatible(),
            planned.handlesFrags(),
            attachPoint,
            linked.bytecode().slots(),
            linked.bytecode(),
            references);
    List<MapObject> used = new ArrayList<>(references);
    planned.maps().forEach(name -> used.add(maps.named(name)));
    ProgramObject program = new ProgramObject(machine, machine.programs().newId(), verified, btf);
    requireFlavour(program, references);
    program.enter(used);
    machine
        .notices()
        .program(new Notification.ProgramLoaded(new ProgramId(program.id()), verified.tag()));
    return program;
  }

  /** A program that tail-calls into an array must be of the flavour of those in it. */
  private static void requireFlavour(ProgramObject program, List<MapObject> references) {
    for (MapObject map : references) {
      if (map.contents() instanceof ProgramArray array) {
        array.requireFlavour(program);
      }
    }
  }

  private void verify(PlannedProgram planned, ProgramDefinition definition) {
    Optional<String> wished = image.wishedRefusal(planned.name());
    if (wished.isPresent()) {
      throw new Refusal(Errno.EACCES, "")
          .rejected(VerifierLogs.declared(planned.name(), wished.get()));
    }
    requireKnownFunctions(planned, definition);
    Optional<Verifier.Refused> refused =
        image.check(definition, LoadFeatures.contextShape(planned.type()));
    if (refused.isPresent()) {
      throw new Refusal(refused.get().errno(), "")
          .rejected(VerifierLogs.of(planned.name(), refused.get()));
    }
  }

  /** A program may name functions and variables of the kernel, which must then be there. */
  private void requireKnownFunctions(PlannedProgram planned, ProgramDefinition definition) {
    for (String extern : externs(definition)) {
      if (!KernelConfiguration.isPartOf(extern) && !machine.hooks().hasFunction(extern)) {
        throw new Refusal(Errno.EINVAL, "")
            .rejected(
                VerifierLogs.declared(
                    planned.name(), "call to unresolved kernel function: " + extern));
      }
    }
  }

  private List<String> externs(ProgramDefinition definition) {
    try {
      return image.externs(definition);
    } catch (ElfRejected rejected) {
      throw new Refusal(Errno.ENOEXEC, "it is no object: " + rejected.getMessage());
    }
  }
}
