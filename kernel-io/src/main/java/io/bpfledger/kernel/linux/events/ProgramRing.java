package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Mapping;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** Program loads and unloads on one CPU: a perf event that counts nothing, and its ring. */
final class ProgramRing implements AutoCloseable {

  private static final int ATTRIBUTE_BYTES = 112;
  private static final int SOFTWARE = 1;
  private static final int DUMMY = 9;
  private static final long WATERMARK = 1L << 14;
  private static final long BPF_EVENT = 1L << 30;

  private static final int EVERY_PROCESS = -1;
  private static final int NO_GROUP = -1;
  private static final int CLOSE_ON_EXEC = 8;

  /** One page of state and a power of two of pages of records: room for 2,700 of 24 bytes. */
  private static final int DATA_PAGES = 16;

  private static final int HEAD = 1024;
  private static final int TAIL = 1032;

  private final FileDescriptor event;
  private final Mapping mapping;
  private final RecordRing ring;

  private ProgramRing(FileDescriptor event, Mapping mapping) {
    this.event = event;
    this.mapping = mapping;
    this.ring =
        new RecordRing(
            mapping.memory().asSlice(PageSize.BYTES, (long) DATA_PAGES * PageSize.BYTES));
  }

  static Result<ProgramRing> open(int cpu) {
    String object = "program loads on CPU " + cpu;
    return Answer.opened(openEvent(cpu), Operation.SUBSCRIBE, object, event -> event)
        .flatMap(event -> map(event, object));
  }

  private static long openEvent(int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
      Memory.setInt(attribute, 0, SOFTWARE);
      Memory.setInt(attribute, 4, ATTRIBUTE_BYTES);
      Memory.setLong(attribute, 8, DUMMY);
      Memory.setLong(attribute, 40, WATERMARK | BPF_EVENT);
      Memory.setInt(attribute, 48, 1);
      return SystemCalls.call(
          SystemCall.PERF_EVENT_OPEN,
          attribute.address(),
          EVERY_PROCESS,
          cpu,
          NO_GROUP,
          CLOSE_ON_EXEC);
    }
  }

  private static Result<ProgramRing> map(FileDescriptor event, String object) {
    long bytes = (1L + DATA_PAGES) * PageSize.BYTES;
    long answer = Mapping.map(event, bytes);
    if (answer < 0) {
      event.close();
      return Result.failure(Answer.error(answer, Operation.SUBSCRIBE, object));
    }
    return Result.success(new ProgramRing(event, Mapping.owning(answer, bytes)));
  }

  int descriptor() {
    return event.number();
  }

  /** Tells what was written since the last time and gives the room back. */
  void drain(Consumer<Notification> listener) {
    long head = Memory.acquireLong(mapping.memory(), HEAD);
    long tail = Memory.longAt(mapping.memory(), TAIL);
    if (head != tail) {
      ring.tell(tail, head, listener);
      Memory.releaseLong(mapping.memory(), TAIL, head);
    }
  }

  @Override
  public void close() {
    mapping.close();
    event.close();
  }
}
