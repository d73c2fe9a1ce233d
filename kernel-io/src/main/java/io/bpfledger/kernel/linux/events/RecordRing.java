package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * The records in a ring of perf: {type@0, misc@4, size@6} and their content. Positions count on for
 * ever; a record may run over the end of the ring to its beginning.
 */
record RecordRing(MemorySegment data) {

  static final String PROGRAMS = "program loads";

  private static final int LOST = 2;
  private static final int BPF_EVENT = 18;
  private static final int HEADER_BYTES = 8;

  /** {kind@8, flags@10, id@12, tag@16}. */
  private static final int BPF_EVENT_BYTES = 24;

  private static final int LOADED = 1;
  private static final int UNLOADED = 2;

  /** Tells what stands between two positions. What makes no sense ends it, and is told as lost. */
  void tell(long tail, long head, Consumer<Notification> listener) {
    long available = head - tail;
    if (available < 0 || available > data.byteSize()) {
      listener.accept(new Notification.Lost(PROGRAMS));
      return;
    }
    long position = tail;
    while (position < head) {
      int size = size(position);
      if (size < HEADER_BYTES || size > head - position) {
        listener.accept(new Notification.Lost(PROGRAMS));
        return;
      }
      tell(record(position, size), listener);
      position += size;
    }
  }

  private int size(long position) {
    ByteBuffer header = record(position, HEADER_BYTES);
    return Short.toUnsignedInt(header.getShort(6));
  }

  private static void tell(ByteBuffer entry, Consumer<Notification> listener) {
    switch (entry.getInt(0)) {
      case LOST -> listener.accept(new Notification.Lost(PROGRAMS));
      case BPF_EVENT -> {
        if (entry.limit() >= BPF_EVENT_BYTES && entry.getInt(12) != 0) {
          program(entry, listener);
        }
      }
      default -> {} // Throttling and the like, which say nothing of programs.
    }
  }

  private static void program(ByteBuffer entry, Consumer<Notification> listener) {
    ProgramId program = new ProgramId(entry.getInt(12));
    byte[] tag = new byte[8];
    entry.get(16, tag);
    String text = HexFormat.of().formatHex(tag);
    switch (entry.getShort(8)) {
      case LOADED -> listener.accept(new Notification.ProgramLoaded(program, text));
      case UNLOADED -> listener.accept(new Notification.ProgramUnloaded(program, text));
      default -> {} // A kind of event that is newer than this.
    }
  }

  /** A copy of so many bytes, put together where they run over the end. */
  private ByteBuffer record(long position, int bytes) {
    long ring = data.byteSize();
    int start = (int) Math.floorMod(position, ring);
    int first = (int) Math.min(bytes, ring - start);
    byte[] copy = new byte[bytes];
    System.arraycopy(Memory.bytes(data, start, first), 0, copy, 0, first);
    System.arraycopy(Memory.bytes(data, 0, bytes - first), 0, copy, first, bytes - first);
    return ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
  }
}
