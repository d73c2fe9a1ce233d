package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code BPF_RAW_TRACEPOINT_OPEN}: {name@0, prog_fd@8, cookie@16}. Without a name it attaches a
 * program to what it was loaded for.
 */
final class RawTracepointOpen {

  private static final int BYTES = 24;

  private RawTracepointOpen() {}

  static Result<LinkHandle> named(int program, String name, long cookie, LinkTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      return call(program, Memory.string(arena, name).address(), cookie, target, arena);
    }
  }

  static Result<LinkHandle> asLoaded(int program, LinkTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      return call(program, 0, 0, target, arena);
    }
  }

  private static Result<LinkHandle> call(
      int program, long name, long cookie, LinkTarget target, Arena arena) {
    MemorySegment attribute = Memory.zeroed(arena, BYTES);
    Memory.setLong(attribute, 0, name);
    Memory.setInt(attribute, 8, program);
    Memory.setLong(attribute, 16, cookie);
    return LinkCreate.opened(SystemCalls.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, attribute), target);
  }
}
