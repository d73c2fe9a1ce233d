package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;

/**
 * Links with targets that cannot be. A kernel without the link answers EINVAL, or EOPNOTSUPP where
 * it was built without; one that has it looks for the target and says what is wrong with that.
 */
final class LinkProbes {

  private static final int NO_DESCRIPTOR = -1;

  /** Indexes are handed out from 1 up; no machine comes here. */
  private static final int NO_INTERFACE = Integer.MAX_VALUE;

  private static final int NO_PROTOCOL_FAMILY = 255;
  private static final String NO_SYMBOL = "bpfledger_no_such_function";
  private static final String NO_FILE = "/proc/self/bpfledger-no-such-file";

  private static final int CREATE_BYTES = 64;
  private static final int TARGET = 4;
  private static final int ATTACH_TYPE = 8;

  private LinkProbes() {}

  /** Without the symbol: ESRCH. CONFIG_FPROBE off: EOPNOTSUPP. */
  static Attempt kprobeMulti() {
    return create(
        ProbeProgram.returningZero("probe_kprobes", ProgramType.KPROBE)
            .expecting(AttachType.TRACE_KPROBE_MULTI),
        AttachType.TRACE_KPROBE_MULTI,
        (arena, attribute) -> {
          MemorySegment symbols = Memory.zeroed(arena, Long.BYTES);
          Memory.setLong(symbols, 0, Memory.string(arena, NO_SYMBOL).address());
          Memory.setInt(attribute, 20, 1);
          Memory.setLong(attribute, 24, symbols.address());
        },
        Errno.ESRCH);
  }

  /** Without the file: ENOENT. */
  static Attempt uprobeMulti() {
    return create(
        ProbeProgram.returningZero("probe_uprobes", ProgramType.KPROBE)
            .expecting(AttachType.TRACE_UPROBE_MULTI),
        AttachType.TRACE_UPROBE_MULTI,
        (arena, attribute) -> {
          Memory.setLong(attribute, 16, Memory.string(arena, NO_FILE).address());
          Memory.setLong(attribute, 24, Memory.zeroed(arena, Long.BYTES).address());
          Memory.setInt(attribute, 48, 1);
        },
        Errno.ENOENT);
  }

  /** Without the perf event: EBADF. */
  static Attempt perf() {
    return create(
        ProbeProgram.returningZero("probe_perf", ProgramType.TRACEPOINT),
        AttachType.PERF_EVENT,
        (_, attribute) -> Memory.setInt(attribute, TARGET, NO_DESCRIPTOR),
        Errno.EBADF);
  }

  /** Without the interface: ENODEV. */
  static Attempt tcx() {
    return create(
        ProbeProgram.returningZero("probe_tcx", ProgramType.SCHED_CLS),
        AttachType.TCX_INGRESS,
        (_, attribute) -> Memory.setInt(attribute, TARGET, NO_INTERFACE),
        Errno.ENODEV);
  }

  /** Without the protocol family: EAFNOSUPPORT. */
  static Attempt netfilter() {
    return create(
        ProbeProgram.returningZero("probe_netfilter", ProgramType.NETFILTER)
            .expecting(AttachType.NETFILTER),
        AttachType.NETFILTER,
        (_, attribute) -> Memory.setInt(attribute, 16, NO_PROTOCOL_FAMILY),
        Errno.EAFNOSUPPORT);
  }

  /** Without the cgroup: EBADF. */
  static Attempt cgroup() {
    return create(
        ProbeProgram.returningZero("probe_cgroup", ProgramType.CGROUP_SKB)
            .expecting(AttachType.CGROUP_INET_INGRESS),
        AttachType.CGROUP_INET_INGRESS,
        (_, attribute) -> Memory.setInt(attribute, TARGET, NO_DESCRIPTOR),
        Errno.EBADF);
  }

  /** Without the network namespace: EBADF. */
  static Attempt socketLookup() {
    return create(
        ProbeProgram.returningZero("probe_lookup", ProgramType.SK_LOOKUP)
            .expecting(AttachType.SK_LOOKUP),
        AttachType.SK_LOOKUP,
        (_, attribute) -> Memory.setInt(attribute, TARGET, NO_DESCRIPTOR),
        Errno.EBADF);
  }

  /**
   * Without the tracepoint: ENOENT. Before cookies came, a non-zero byte where they are now is
   * EINVAL.
   */
  static Attempt rawTracepointCookie() {
    return ProgramProbes.withProgram(
        ProbeProgram.returningZero("probe_raw", ProgramType.RAW_TRACEPOINT),
        program -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment attribute = Memory.zeroed(arena, 24);
            Memory.setLong(attribute, 0, Memory.string(arena, NO_SYMBOL).address());
            Memory.setInt(attribute, 8, program.number());
            Memory.setLong(attribute, 16, 1);
            return Attempt.opening(
                "raw tracepoint with a cookie",
                SystemCalls.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, attribute),
                Errno.ENOENT);
          }
        });
  }

  /** Without the link: EBADF. A command that the kernel does not know: EINVAL. */
  static Attempt detach() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 4);
      Memory.setInt(attribute, 0, NO_DESCRIPTOR);
      return Attempt.of(
          "forced detach of no link",
          SystemCalls.bpf(BpfCommand.LINK_DETACH, attribute),
          Errno.EBADF);
    }
  }

  private static Attempt create(
      ProbeProgram program,
      AttachType attachType,
      BiConsumer<Arena, MemorySegment> target,
      Errno proof) {
    return ProgramProbes.withProgram(
        program, descriptor -> create(descriptor, attachType, target, proof));
  }

  /** A link that does come about is closed, and so detached, at once. */
  static Attempt create(
      FileDescriptor program,
      AttachType attachType,
      BiConsumer<Arena, MemorySegment> target,
      Errno proof) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, CREATE_BYTES);
      Memory.setInt(attribute, 0, program.number());
      Memory.setInt(attribute, ATTACH_TYPE, attachType.number());
      target.accept(arena, attribute);
      return Attempt.opening(
          "link of attach type " + attachType.word(),
          SystemCalls.bpf(BpfCommand.LINK_CREATE, attribute),
          proof);
    }
  }
}
