package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the names in a directory by getdents64, which tells what each of them is. */
final class DirectoryReader {

  /** More names than this in one directory are refused rather than read for ever. */
  static final int ENTRIES_LIMIT = 1 << 20;

  private static final int OPEN_FLAGS = OpenFlags.CLOSE_ON_EXEC | OpenFlags.DIRECTORY;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int RECORD_LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;
  private static final int DIRECTORY = 4;
  private static final int SYMBOLIC_LINK = 10;

  private DirectoryReader() {}

  static Result<List<BpffsEntry>> read(Path directory) {
    Operation operation = Operation.LIST_DIRECTORY;
    try (Arena arena = Arena.ofConfined()) {
      long opened =
          SystemCalls.call(
              SystemCall.OPENAT,
              OpenFlags.WORKING_DIRECTORY,
              Memory.string(arena, directory.toString()).address(),
              OPEN_FLAGS);
      if (opened < 0) {
        return Result.failure(Answer.error(opened, operation, directory.toString()));
      }
      try (FileDescriptor descriptor = FileDescriptor.owning(opened)) {
        return readAll(descriptor, arena.allocate(BUFFER_BYTES, 8), directory);
      }
    }
  }

  private static Result<List<BpffsEntry>> readAll(
      FileDescriptor descriptor, MemorySegment buffer, Path directory) {
    List<BpffsEntry> entries = new ArrayList<>();
    while (true) {
      long filled =
          SystemCalls.call(
              SystemCall.GETDENTS64, descriptor.number(), buffer.address(), BUFFER_BYTES);
      if (filled < 0) {
        return Result.failure(Answer.error(filled, Operation.LIST_DIRECTORY, directory.toString()));
      }
      if (filled == 0) {
        entries.sort(Comparator.comparing(BpffsEntry::path));
        return Result.success(entries);
      }
      Optional<KernelError> problem = decode(buffer, filled, directory, entries);
      if (problem.isPresent()) {
        return Result.failure(problem.get());
      }
    }
  }

  private static Optional<KernelError> decode(
      MemorySegment buffer, long filled, Path directory, List<BpffsEntry> entries) {
    int offset = 0;
    while (offset < filled) {
      int length = Memory.shortAt(buffer, offset + RECORD_LENGTH);
      int type = Memory.byteAt(buffer, offset + TYPE);
      byte[] bytes = Memory.textBytes(buffer, offset + NAME, length - NAME);
      String name = new String(bytes, StandardCharsets.UTF_8);
      offset += length;
      if (name.equals(".") || name.equals("..")) {
        continue;
      }
      if (entries.size() == ENTRIES_LIMIT) {
        return Optional.of(
            KernelError.of(
                Operation.LIST_DIRECTORY,
                directory.toString(),
                Errno.E2BIG,
                "it holds more than " + ENTRIES_LIMIT + " names"));
      }
      Result<BpffsEntry> entry =
          EntryName.in(directory, bytes)
              .map(path -> entry(path, type))
              .orElseGet(() -> inexpressible(directory, name));
      switch (entry) {
        case Result.Success<BpffsEntry>(BpffsEntry found) -> entries.add(found);
        case Result.Failure<BpffsEntry>(KernelError error) -> {
          // A link that went away while we read is not there; any other refusal is an error.
          if (!error.errno().equals(Errno.ENOENT)) {
            return Optional.of(error);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Leaving it out would make what is listed look like all there is. */
  private static Result<BpffsEntry> inexpressible(Path directory, String name) {
    return Result.failure(
        KernelError.of(
            Operation.LIST_DIRECTORY,
            directory.toString(),
            Errno.EILSEQ,
            "the name '"
                + name
                + "' in it is not UTF-8, or needs another locale, such as LC_ALL=C.UTF-8"));
  }

  private static Result<BpffsEntry> entry(Path path, int type) {
    return switch (type) {
      case DIRECTORY -> Result.success(new BpffsEntry.Directory(path));
      case SYMBOLIC_LINK ->
          SymbolicLinkReader.read(path, Operation.LIST_DIRECTORY)
              .map(target -> new BpffsEntry.SymbolicLink(path, target));
      default -> Result.success(new BpffsEntry.Pin(path));
    };
  }
}
