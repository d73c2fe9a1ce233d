package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads small files of procfs, sysfs and tracefs, keeping the error number when they refuse. */
public final class SystemFile {

  /** Far above what nearly every file read here holds; longer ones are refused, never cut. */
  static final int USUAL_LIMIT = 64 * 1024;

  private static final int CHUNK_BYTES = 64 * 1024;

  private SystemFile() {}

  public static Result<String> read(Path path, Operation operation) {
    return read(OpenFlags.WORKING_DIRECTORY, path, operation, USUAL_LIMIT);
  }

  /** Reads a file that may be as long as the host is large. */
  static Result<String> read(Path path, Operation operation, int limitBytes) {
    return read(OpenFlags.WORKING_DIRECTORY, path, operation, limitBytes);
  }

  /** Reads a file by its path below an open directory. */
  public static Result<String> read(FileDescriptor directory, Path path, Operation operation) {
    return read(directory.number(), path, operation, USUAL_LIMIT);
  }

  private static Result<String> read(
      int directory, Path path, Operation operation, int limitBytes) {
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.string(arena, path.toString()).address();
      long opened = SystemCalls.call(SystemCall.OPENAT, directory, name, OpenFlags.CLOSE_ON_EXEC);
      if (opened < 0) {
        return Result.failure(Answer.error(opened, operation, path.toString()));
      }
      try (FileDescriptor file = FileDescriptor.owning(opened)) {
        return readAll(file, arena.allocate(CHUNK_BYTES), path, operation, limitBytes);
      }
    }
  }

  private static Result<String> readAll(
      FileDescriptor file, MemorySegment chunk, Path path, Operation operation, int limitBytes) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    while (true) {
      long answer =
          SystemCalls.call(SystemCall.READ, file.number(), chunk.address(), chunk.byteSize());
      if (answer < 0) {
        return Result.failure(Answer.error(answer, operation, path.toString()));
      }
      if (answer == 0) {
        return Result.success(content.toString(StandardCharsets.UTF_8));
      }
      if (answer > limitBytes - content.size()) {
        String limit = "it is longer than " + limitBytes + " bytes";
        return Result.failure(KernelError.of(operation, path.toString(), Errno.EFBIG, limit));
      }
      content.writeBytes(Memory.bytes(chunk, 0, (int) answer));
    }
  }
}
