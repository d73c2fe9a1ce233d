package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.PlannedProgram;
import io.bpfledger.kernel.linux.LinuxMap;
import io.bpfledger.kernel.linux.LinuxProgram;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.libbpf.BpfMap;
import io.bpfledger.kernel.linux.libbpf.BpfObject;
import io.bpfledger.kernel.linux.libbpf.BpfProgram;
import io.bpfledger.kernel.linux.libbpf.Transcript;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One go at loading an object: open, prepare, load, and take over what was made. What goes wrong on
 * the way leaves nothing behind.
 */
final class LoadAttempt {

  private final LoadPlan plan;
  private final Arena arena;
  private final LogBuffer log;
  private final LoadFailure failure;
  private final Optional<NamedPins> pins;
  private final MapPreparation maps;

  private LoadAttempt(
      LoadRequest request,
      LoadPlan plan,
      KernelParts kernel,
      Arena arena,
      LogBuffer log,
      Transcript transcript) {
    this.plan = plan;
    this.arena = arena;
    this.log = log;
    this.failure = new LoadFailure(request.name(), plan, transcript::lines);
    this.pins =
        request.pinByNameDirectory().map(path -> new NamedPins(path, kernel.bpffs(), failure));
    this.maps = new MapPreparation(request, plan, kernel.maps(), pins, arena, failure);
  }

  /**
   * Loads the object.
   *
   * @param file the object file, which is read until this returns
   */
  static LoadedObject run(
      LoadRequest request,
      LoadPlan plan,
      KernelParts kernel,
      Arena arena,
      MemorySegment file,
      LogBuffer log)
      throws LoadRefused {
    try (Transcript transcript = Transcript.open()) {
      return new LoadAttempt(request, plan, kernel, arena, log, transcript)
          .run(file, request.name());
    }
  }

  private LoadedObject run(MemorySegment file, String name) throws LoadRefused {
    long opened = BpfObject.open(arena, file, KernelName.of(name));
    require(opened, failure::ofOpening);
    try (BpfObject object = BpfObject.owning(opened)) {
      SortedMap<String, BpfProgram> programs = new TreeMap<>();
      for (BpfProgram program : object.programs()) {
        Optional<PlannedProgram> planned = plan.program(program.name());
        if (planned.isPresent()) {
          prepare(program, planned.get());
          programs.put(planned.get().name(), program);
        } else {
          leaveOut(program);
        }
      }
      requireSeen(plan.programs().keySet(), programs.keySet());
      SortedMap<String, BpfMap> used = maps.prepare(object.maps());
      requireSeen(plan.maps(), used.keySet());
      require(object.load(), errno -> failure.ofLoading(errno, log.text()));
      return completed(programs, used);
    }
  }

  private LoadedObject completed(
      SortedMap<String, BpfProgram> programs, SortedMap<String, BpfMap> used) throws LoadRefused {
    maps.complete(used);
    LoadedObject loaded = takenOver(programs, used);
    if (pins.isPresent()) {
      try {
        pins.get().make(loaded);
      } catch (LoadRefused refused) {
        loaded.close();
        throw refused;
      }
    }
    return loaded;
  }

  private void leaveOut(BpfProgram program) throws LoadRefused {
    require(program.setAutoload(false), errno -> failure.ofProgram(program.name(), errno));
  }

  private void prepare(BpfProgram program, PlannedProgram planned) throws LoadRefused {
    Function<Errno, KernelError> refused = errno -> failure.ofProgram(planned.name(), errno);
    require(program.setAutoload(true), refused);
    require(program.setType(planned.type().number()), refused);
    // Those of struct_ops programs libbpf finds in the map that names them.
    if (planned.type() != ProgramType.STRUCT_OPS) {
      int attachType = planned.attachType().map(AttachType::number).orElse(0);
      require(program.setExpectedAttachType(attachType), refused);
    }
    if (planned.flags() != 0) {
      require(program.addFlags(planned.flags()), refused);
    }
    if (planned.target().isPresent()) {
      String target = planned.target().get();
      require(
          program.setAttachTarget(arena, target),
          errno -> failure.ofTarget(planned, target, errno));
    }
    require(program.setLogBuffer(log.bytes()), refused);
    if (log.level() != LogBuffer.LEVEL_ON_REFUSAL) {
      require(program.setLogLevel(log.level()), refused);
    }
  }

  /** Goes on if libbpf sees in the file all that our own inspection saw. */
  private void requireSeen(Set<String> planned, Set<String> seen) throws LoadRefused {
    for (String name : planned) {
      if (!seen.contains(name)) {
        throw new LoadRefused(failure.ofUnseen(name));
      }
    }
  }

  /** Duplicates the descriptors, as libbpf closes its own with the object. */
  private LoadedObject takenOver(
      SortedMap<String, BpfProgram> programs, SortedMap<String, BpfMap> used) throws LoadRefused {
    SortedMap<String, ProgramHandle> ourPrograms = new TreeMap<>();
    SortedMap<String, MapHandle> ourMaps = new TreeMap<>();
    LoadedObject loaded = null;
    try {
      for (Map.Entry<String, BpfProgram> program : programs.entrySet()) {
        String name = program.getKey();
        int number = program.getValue().descriptor();
        ourPrograms.put(
            name, new LinuxProgram(duplicate(number, errno -> failure.ofProgram(name, errno))));
      }
      for (Map.Entry<String, BpfMap> map : used.entrySet()) {
        String name = map.getKey();
        int number = map.getValue().descriptor();
        ourMaps.put(name, new LinuxMap(duplicate(number, errno -> failure.ofMap(name, errno))));
      }
      loaded = new LoadedObject(ourPrograms, ourMaps);
      return loaded;
    } finally {
      if (loaded == null) {
        ourPrograms.values().forEach(ProgramHandle::close);
        ourMaps.values().forEach(MapHandle::close);
      }
    }
  }

  private static FileDescriptor duplicate(int number, Function<Errno, KernelError> refused)
      throws LoadRefused {
    require(number, refused);
    long duplicate = FileDescriptor.duplicate(number);
    require(duplicate, refused);
    return FileDescriptor.owning(duplicate);
  }

  /** Goes on unless the answer is a negative error number. */
  static void require(long answer, Function<Errno, KernelError> refused) throws LoadRefused {
    if (answer < 0) {
      throw new LoadRefused(refused.apply(new Errno((int) -answer)));
    }
  }
}
