package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads small files of procfs, sysfs and tracefs, keeping the error number when they refuse. */
public final class SystemFile {

  /** Far above what any file read here holds; longer ones are cut. */
  private static final int LIMIT = 64 * 1024;

  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x80000;

  private SystemFile() {}

  public static Result<String> read(Path path, Operation operation) {
    return read(AT_FDCWD, path, operation);
  }

  /** Reads a file by its path below an open directory. */
  public static Result<String> read(FileDescriptor directory, Path path, Operation operation) {
    return read(directory.number(), path, operation);
  }

  private static Result<String> read(int directory, Path path, Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.string(arena, path.toString()).address();
      long opened = SystemCalls.call(SystemCall.OPENAT, directory, name, O_CLOEXEC);
      if (opened < 0) {
        return Result.failure(Answer.error(opened, operation, path.toString()));
      }
      try (FileDescriptor file = FileDescriptor.owning(opened)) {
        return readAll(file, arena.allocate(LIMIT), path, operation);
      }
    }
  }

  private static Result<String> readAll(
      FileDescriptor file, MemorySegment buffer, Path path, Operation operation) {
    int length = 0;
    while (length < LIMIT) {
      long answer =
          SystemCalls.call(
              SystemCall.READ, file.number(), buffer.address() + length, LIMIT - length);
      if (answer < 0) {
        return Result.failure(Answer.error(answer, operation, path.toString()));
      }
      if (answer == 0) {
        break;
      }
      length += (int) answer;
    }
    return Result.success(new String(Memory.bytes(buffer, 0, length), StandardCharsets.UTF_8));
  }
}
