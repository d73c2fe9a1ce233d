package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.KernelFileSystem;
import io.bpfledger.kernel.linux.SystemFile;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.probe.KernelTypes.Kind;
import io.bpfledger.kernel.linux.probe.KernelTypes.Name;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Features of programs that are bound to a type or function of the kernel when they are loaded. */
final class TracingProbes {

  /** Called by the kernel's own test-run of tracing programs and by nothing else. */
  private static final Name IDLE_FUNCTION = new Name(Kind.FUNCTION, "bpf_fentry_test1");

  private static final Name TRACEPOINT = new Name(Kind.TYPEDEF, "btf_trace_sys_enter");
  private static final Name SECURITY_HOOK = new Name(Kind.FUNCTION, "bpf_lsm_file_open");
  private static final Name ITERATED = new Name(Kind.FUNCTION, "bpf_iter_bpf_map");
  private static final Name CONGESTION_CONTROL =
      new Name(Kind.STRUCT, "bpf_struct_ops_tcp_congestion_ops");

  private static final Path SECURITY_MODULES = Path.of("lsm");
  private static final int STRUCT_OPS_LINK = 1 << 13;

  /** Read once: the kernel's types stay what they are while it runs. */
  private Optional<KernelTypes> types = Optional.empty();

  Attempt kernelTypes() {
    return Attempt.of("kernel's type information", types());
  }

  /**
   * A program for the entry of a function, attached to one that only tests call. Machines without
   * trampolines take the load and refuse the attachment.
   */
  Attempt trampoline() {
    return withType(
        IDLE_FUNCTION,
        type ->
            ProgramProbes.withProgram(
                ProbeProgram.returningZero("probe_fentry", ProgramType.TRACING)
                    .expecting(AttachType.TRACE_FENTRY)
                    .attachedTo(type.id(), 0),
                TracingProbes::attachToItsFunction));
  }

  Attempt tracepoint() {
    return withType(
        TRACEPOINT,
        type ->
            load(
                ProbeProgram.returningZero("probe_tp_btf", ProgramType.TRACING)
                    .expecting(AttachType.TRACE_RAW_TRACEPOINT)
                    .attachedTo(type.id(), 0)));
  }

  Attempt iterator() {
    return withType(
        ITERATED,
        type ->
            load(
                ProbeProgram.returningZero("probe_iter", ProgramType.TRACING)
                    .expecting(AttachType.TRACE_ITER)
                    .attachedTo(type.id(), 0)));
  }

  /**
   * Loads, and then looks whether the module is among the active ones: a kernel that was started
   * without it takes the load and refuses every attachment.
   */
  Attempt securityModule() {
    return withType(
        SECURITY_HOOK,
        type -> {
          ProbeProgram program =
              ProbeProgram.returningZero("probe_lsm", ProgramType.LSM)
                  .expecting(AttachType.LSM_MAC)
                  .attachedTo(type.id(), 0);
          Attempt loaded = load(program);
          return loaded.refusal().isPresent() ? loaded : activeSecurityModule();
        });
  }

  /**
   * A map for the structure, but for one part: the kernel makes it and then misses that part. One
   * that cannot replace structures refuses before.
   */
  Attempt structOps() {
    return structOps(0);
  }

  /** The flag says that the map will be attached by a link; a kernel that has none refuses it. */
  Attempt structOpsLink() {
    return structOps(STRUCT_OPS_LINK);
  }

  private Attempt structOps(int flags) {
    return withType(
        CONGESTION_CONTROL,
        type ->
            Attempt.opening(
                "creation of a struct_ops map",
                new ProbeMap(MapType.STRUCT_OPS, 4, type.bytes(), 1, flags, type.id()).create(),
                Errno.EBADF));
  }

  private static Attempt load(ProbeProgram program) {
    return Attempt.opening(ProgramProbes.loadOf(program), program.load());
  }

  private static Attempt attachToItsFunction(FileDescriptor program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 16);
      Memory.setInt(attribute, 8, program.number());
      return Attempt.opening(
          "attachment to a function's entry",
          SystemCalls.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, attribute));
    }
  }

  private static Attempt activeSecurityModule() {
    Result<String> active =
        KernelFileSystem.root("securityfs", Operation.PROBE_FEATURE, "list of security modules")
            .flatMap(
                root -> {
                  try (root) {
                    return SystemFile.read(root, SECURITY_MODULES, Operation.PROBE_FEATURE);
                  }
                });
    return switch (active) {
      case Result.Failure<String> _ -> Attempt.of("list of security modules", active);
      case Result.Success<String>(String names) -> {
        List<String> modules = Arrays.asList(names.strip().split(",", -1));
        yield Attempt.of(
            "use of bpf among the security modules " + modules,
            modules.contains("bpf") ? 0 : -Errno.EOPNOTSUPP.number());
      }
    };
  }

  /** Goes on with the type's number; where there are no types, or not this one, that is it. */
  private Attempt withType(Name name, Function<KernelTypes.Type, Attempt> then) {
    return switch (types()) {
      case Result.Failure<KernelTypes>(KernelError error) ->
          Attempt.of("kernel's type information", -error.errno().number());
      case Result.Success<KernelTypes>(KernelTypes known) ->
          known
              .find(name)
              .map(then)
              .orElseGet(
                  () ->
                      Attempt.of("search for the kernel's " + name.text(), -Errno.ENOENT.number()));
    };
  }

  private Result<KernelTypes> types() {
    if (types.isPresent()) {
      return Result.success(types.get());
    }
    Result<KernelTypes> read =
        KernelTypes.read(
            Set.of(IDLE_FUNCTION, TRACEPOINT, SECURITY_HOOK, ITERATED, CONGESTION_CONTROL));
    types = read.asOptional();
    return read;
  }
}
