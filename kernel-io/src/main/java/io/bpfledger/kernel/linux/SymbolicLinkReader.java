package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads where a symbolic link points, keeping the error number when that is refused. */
final class SymbolicLinkReader {

  /** The kernel's PATH_MAX; no target is longer. */
  private static final int LIMIT = 4096;

  private SymbolicLinkReader() {}

  static Result<String> read(Path path, Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(LIMIT);
      long length =
          SystemCalls.call(
              SystemCall.READLINKAT,
              OpenFlags.WORKING_DIRECTORY,
              Memory.string(arena, path.toString()).address(),
              target.address(),
              LIMIT);
      return length < 0
          ? Result.failure(Answer.error(length, operation, path.toString()))
          : Result.success(
              new String(Memory.bytes(target, 0, (int) length), StandardCharsets.UTF_8));
    }
  }
}
