package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Features that show when programs and maps are made: nothing is attached. */
final class ProgramProbes {

  private static final int XDP_HAS_FRAGS = 1 << 5;

  /** A page or a multiple of it on every machine, and a power of two. */
  private static final int RING_BYTES = 64 * 1024;

  private static final int PACKET_BYTES = 64;

  private ProgramProbes() {}

  /** Goes on with a loaded program; a load that is refused is the answer itself. */
  static Attempt withProgram(ProbeProgram program, Function<FileDescriptor, Attempt> then) {
    long loaded = program.load();
    if (loaded < 0) {
      return Attempt.of(loadOf(program), loaded);
    }
    try (FileDescriptor descriptor = FileDescriptor.owning(loaded)) {
      return then.apply(descriptor);
    }
  }

  static String loadOf(ProbeProgram program) {
    String load = "load of a program of type " + program.type().word();
    return program.expectedAttachType() == 0
        ? load
        : load
            + " for "
            + AttachType.numbered(program.expectedAttachType()).map(AttachType::word).orElse("");
  }

  /** The verifier knows the helper or refuses the call. */
  static Attempt cookie() {
    ProbeProgram program =
        ProbeProgram.of(
            "probe_cookie",
            ProgramType.TRACEPOINT,
            Instruction.callHelper(Instruction.GET_ATTACH_COOKIE),
            Instruction.set(0, 0),
            Instruction.EXIT);
    return Attempt.opening("load of a program that asks for its cookie", program.load());
  }

  /** A load flag that the kernel does not know is EINVAL. */
  static Attempt xdpFrags() {
    ProbeProgram program =
        ProbeProgram.returningZero("probe_frags", ProgramType.XDP).withFlags(XDP_HAS_FRAGS);
    return Attempt.opening("load of an XDP program for packets of many buffers", program.load());
  }

  /**
   * The target has no type information, so every kernel refuses the load. One that knows extensions
   * does so in its verifier, which leaves a reason in the log; one that does not, or whose policy
   * forbids them, never gets that far.
   */
  static Attempt extension() {
    ProbeProgram target = ProbeProgram.returningZero("probe_target", ProgramType.XDP);
    return withProgram(
        target,
        descriptor -> {
          ProbeProgram extension =
              ProbeProgram.returningZero("probe_ext", ProgramType.EXTENSION)
                  .attachedTo(1, descriptor.number());
          ProbeProgram.Loaded loaded = extension.loadWithLog();
          boolean verified = !loaded.log().isEmpty();
          return Attempt.opening(loadOf(extension), verified ? 0 : loaded.answer());
        });
  }

  static Attempt bindMap() {
    return withProgram(
        ProbeProgram.returningZero("probe_bind", ProgramType.SOCKET_FILTER),
        program ->
            withMap(
                ProbeMap.of(MapType.ARRAY, 4, 4, 1),
                map -> {
                  try (Arena arena = Arena.ofConfined()) {
                    MemorySegment attribute = Memory.zeroed(arena, 12);
                    Memory.setInt(attribute, 0, program.number());
                    Memory.setInt(attribute, 4, map);
                    return Attempt.of(
                        "binding of a map", SystemCalls.bpf(BpfCommand.PROG_BIND_MAP, attribute));
                  }
                }));
  }

  /** The verifier refuses the pair where the JIT cannot keep the count of tail calls. */
  static Attempt tailCallInSubprogram() {
    long types = ProbeFunctions.loadTypes();
    if (types < 0) {
      return Attempt.of("load of type information", types);
    }
    try (FileDescriptor descriptor = FileDescriptor.owning(types)) {
      return withMap(
          ProbeMap.of(MapType.PROG_ARRAY, 4, 4, 1),
          programs -> tailCallInSubprogram(descriptor.number(), programs));
    }
  }

  private static Attempt tailCallInSubprogram(int types, int programs) {
    ProbeProgram program =
        ProbeProgram.of(
                "probe_tail_call",
                ProgramType.XDP,
                Instruction.callProgram(1),
                Instruction.EXIT,
                Instruction.setMap(2, programs),
                0L,
                Instruction.set(3, 0),
                Instruction.callHelper(Instruction.TAIL_CALL),
                Instruction.set(0, 0),
                Instruction.EXIT)
            .withFunctions(new ProbeFunctions(types, List.of(0, 2)));
    return Attempt.opening("load of a program with a tail call in a sub-program", program.load());
  }

  static Attempt testRun() {
    return withProgram(
        ProbeProgram.returningZero("probe_run", ProgramType.SCHED_CLS),
        program -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment attribute = Memory.zeroed(arena, 40);
            Memory.setInt(attribute, 0, program.number());
            Memory.setInt(attribute, 8, PACKET_BYTES);
            Memory.setLong(attribute, 16, Memory.zeroed(arena, PACKET_BYTES).address());
            return Attempt.of("test-run", SystemCalls.bpf(BpfCommand.PROG_TEST_RUN, attribute));
          }
        });
  }

  static Attempt ringBuffer() {
    return Attempt.opening(
        "creation of a ring buffer", ProbeMap.of(MapType.RINGBUF, 0, 0, RING_BYTES).create());
  }

  private static Attempt withMap(ProbeMap map, IntFunction<Attempt> then) {
    long created = map.create();
    if (created < 0) {
      return Attempt.of("creation of a map of type " + map.type().word(), created);
    }
    try (FileDescriptor descriptor = FileDescriptor.owning(created)) {
      return then.apply(descriptor.number());
    }
  }
}
