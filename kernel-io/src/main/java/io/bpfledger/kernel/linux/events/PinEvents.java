package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.EntryName;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Names that come and go in directories: inotify, {wd@0, mask@4, cookie@8, length@12, name@16}. */
final class PinEvents implements EventSource {

  private static final int NON_BLOCKING_CLOSE_ON_EXEC =
      OpenFlags.NON_BLOCKING | OpenFlags.CLOSE_ON_EXEC;

  private static final int MOVED_FROM = 0x40;
  private static final int MOVED_TO = 0x80;
  private static final int CREATED = 0x100;
  private static final int DELETED = 0x200;
  private static final int NAMES = MOVED_FROM | MOVED_TO | CREATED | DELETED;
  private static final int ONLY_DIRECTORIES = 0x0100_0000;
  private static final int QUEUE_OVERFLOW = 0x4000;

  /** The watch ended: the directory was removed, or its file system unmounted. */
  private static final int IGNORED = 0x8000;

  private static final int HEADER_BYTES = 16;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int READS_LIMIT = 1024;

  private final FileDescriptor descriptor;
  private final Map<Integer, Path> directories;

  PinEvents(FileDescriptor descriptor, Map<Integer, Path> directories) {
    this.descriptor = descriptor;
    this.directories = directories;
  }

  static Result<EventSource> open(List<Path> directories) {
    return Answer.opened(
            SystemCalls.call(SystemCall.INOTIFY_INIT1, NON_BLOCKING_CLOSE_ON_EXEC),
            Operation.SUBSCRIBE,
            "inotify",
            file -> file)
        .flatMap(file -> watch(file, directories));
  }

  private static Result<EventSource> watch(FileDescriptor descriptor, List<Path> directories) {
    Map<Integer, Path> watches = new HashMap<>();
    for (Path directory : directories) {
      long answer = addWatch(descriptor, directory);
      if (answer < 0) {
        descriptor.close();
        return Result.failure(
            explain(Answer.error(answer, Operation.SUBSCRIBE, directory.toString())));
      }
      watches.put((int) answer, directory);
    }
    return Result.success(new PinEvents(descriptor, watches));
  }

  private static long addWatch(FileDescriptor descriptor, Path directory) {
    try (Arena arena = Arena.ofConfined()) {
      return SystemCalls.call(
          SystemCall.INOTIFY_ADD_WATCH,
          descriptor.number(),
          Memory.string(arena, directory.toString()).address(),
          NAMES | ONLY_DIRECTORIES);
    }
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "ENOENT" -> error.withDetail("there is no such directory");
      case "ENOTDIR" -> error.withDetail("it is no directory");
      case "ENOSPC" ->
          error.withDetail("this user watches too much (/proc/sys/fs/inotify/max_user_watches)");
      default -> error;
    };
  }

  @Override
  public List<Integer> descriptors() {
    return List.of(descriptor.number());
  }

  @Override
  public void drain(Consumer<Notification> listener) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
      for (int read = 0; read < READS_LIMIT; read++) {
        long answer =
            SystemCalls.call(SystemCall.READ, descriptor.number(), buffer.address(), BUFFER_BYTES);
        if (answer <= 0) {
          return;
        }
        tell(
            ByteBuffer.wrap(Memory.bytes(buffer, 0, (int) answer)).order(ByteOrder.nativeOrder()),
            listener);
      }
    }
  }

  /** Tells the events of one read. */
  void tell(ByteBuffer events, Consumer<Notification> listener) {
    while (events.remaining() >= HEADER_BYTES) {
      int watch = events.getInt();
      int mask = events.getInt();
      events.getInt();
      int length = events.getInt();
      if (length < 0 || length > events.remaining()) {
        listener.accept(new Notification.Lost("pins"));
        return;
      }
      byte[] name = new byte[length];
      events.get(name);
      tell(watch, mask, withoutZeros(name), listener);
    }
  }

  private void tell(int watch, int mask, byte[] name, Consumer<Notification> listener) {
    if ((mask & QUEUE_OVERFLOW) != 0) {
      listener.accept(new Notification.Lost("pins"));
      return;
    }
    Path directory = directories.get(watch);
    if (directory == null) {
      return;
    }
    if ((mask & IGNORED) != 0) {
      directories.remove(watch);
      listener.accept(new Notification.Lost("pins in " + directory));
    } else if ((mask & NAMES) != 0) {
      listener.accept(
          EntryName.in(directory, name)
              .map(path -> ofName(mask, path))
              .orElseGet(() -> new Notification.Lost("pins in " + directory)));
    }
  }

  private static Notification ofName(int mask, Path path) {
    return (mask & (CREATED | MOVED_TO)) != 0
        ? new Notification.PinCreated(path)
        : new Notification.PinDeleted(path);
  }

  /** Names are filled up with zeros. */
  private static byte[] withoutZeros(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return Arrays.copyOf(name, length);
  }

  /** A directory that came back is a new one: whoever listens says so by a new subscription. */
  @Override
  public void refresh(Consumer<Notification> listener) {}

  @Override
  public void close() {
    descriptor.close();
  }
}
