package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code struct bpf_link_info}, a union by link type.
 *
 * <p>Some types give texts and lists through pointers that the caller puts in. As their places
 * differ by type, the type must be known first: see {@link #ask}.
 */
final class LinkInfoDecoder {

  /** Its size since Linux 6.6. */
  static final int BYTES = 64;

  /**
   * Of a uprobe_multi link with more offsets none are read, as the kernel refuses to tell a part;
   * their count is always told.
   */
  static final int OFFSETS_LIMIT = 1 << 16;

  private static final int TYPE = 0;
  private static final int ID = 4;
  private static final int PROGRAM = 8;
  private static final int UNION = 16;

  private static final int RAW_TRACEPOINT = 1;
  private static final int TRACING = 2;
  private static final int CGROUP = 3;
  private static final int ITERATOR = 4;
  private static final int NETWORK_NAMESPACE = 5;
  private static final int XDP = 6;
  private static final int PERF_EVENT = 7;
  private static final int KPROBE_MULTI = 8;
  private static final int STRUCT_OPS = 9;
  private static final int NETFILTER = 10;
  private static final int TCX = 11;
  private static final int UPROBE_MULTI = 12;

  private static final int PERF_UPROBE = 1;
  private static final int PERF_URETPROBE = 2;
  private static final int PERF_KPROBE = 3;
  private static final int PERF_KRETPROBE = 4;
  private static final int PERF_TRACEPOINT = 5;
  private static final int PERF_OTHER_EVENT = 6;

  /** The text of a guess is taken for so much shorter than it is. */
  private static final int GUESSED_ELEMENT_BYTES = 16;

  private static final int UPROBE_MULTI_COUNT = 52;
  private static final int RETURN_FLAG = 1;

  private LinkInfoDecoder() {}

  static int type(MemorySegment info) {
    return Memory.intAt(info, TYPE);
  }

  /**
   * Puts a place for text where links of a type that is only guessed want it. Answers false for
   * types that want none, or more than that.
   *
   * <p>With a wrong guess the kernel either refuses (EINVAL), or writes what it would have written
   * anyway, or takes the place for a list of as many numbers, which fit in there, too.
   */
  static boolean guess(int type, MemorySegment info, MemorySegment text) {
    switch (type) {
      case RAW_TRACEPOINT, ITERATOR, PERF_EVENT -> {
        place(type, info, text.asSlice(0, text.byteSize() / GUESSED_ELEMENT_BYTES));
        Memory.setByte(text, 0, 0);
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /** Whether the type gives more when it is asked again with places to write to. */
  static boolean asksAgain(MemorySegment info) {
    return switch (type(info)) {
      case RAW_TRACEPOINT, ITERATOR, UPROBE_MULTI -> true;
      case PERF_EVENT ->
          switch (Memory.intAt(info, UNION)) {
            case PERF_UPROBE, PERF_URETPROBE, PERF_KPROBE, PERF_KRETPROBE, PERF_TRACEPOINT -> true;
            default -> false;
          };
      default -> false;
    };
  }

  /** How many offsets there will be room needed for, in the second question. */
  static int offsetCount(MemorySegment info) {
    if (type(info) != UPROBE_MULTI) {
      return 0;
    }
    long count = Integer.toUnsignedLong(Memory.intAt(info, UPROBE_MULTI_COUNT));
    return count > OFFSETS_LIMIT ? 0 : (int) count;
  }

  /**
   * Turns the answer to a first question into the second one, which asks for the text and, when
   * there are any, the offsets.
   */
  static void ask(MemorySegment info, MemorySegment text, MemorySegment offsets) {
    int type = type(info);
    info.asSlice(UNION).fill((byte) 0);
    Memory.setByte(text, 0, 0);
    place(type, info, text);
    if (offsets.byteSize() > 0) {
      Memory.setLong(info, 24, offsets.address());
      Memory.setInt(info, UPROBE_MULTI_COUNT, (int) (offsets.byteSize() / Long.BYTES));
    }
  }

  private static void place(int type, MemorySegment info, MemorySegment text) {
    switch (type) {
      case RAW_TRACEPOINT, ITERATOR -> {
        Memory.setLong(info, 16, text.address());
        Memory.setInt(info, 24, (int) text.byteSize());
      }
      case PERF_EVENT -> {
        Memory.setLong(info, 24, text.address());
        Memory.setInt(info, 32, (int) text.byteSize());
      }
      case UPROBE_MULTI -> {
        Memory.setLong(info, 16, text.address());
        Memory.setInt(info, 48, (int) text.byteSize());
      }
      default -> throw new IllegalArgumentException("links of type " + type + " have no text");
    }
  }

  /** Reads the last answer; text and offsets are what {@link #ask} passed, if it was called. */
  static LinkInfo decode(InfoBlock info, MemorySegment text, MemorySegment offsets) {
    int program = info.intAt(PROGRAM);
    return new LinkInfo(
        new LinkId(info.intAt(ID)),
        info.intAt(TYPE),
        program == 0 ? Optional.empty() : Optional.of(new ProgramId(program)),
        details(info, text, offsets));
  }

  private static LinkDetails details(InfoBlock info, MemorySegment text, MemorySegment offsets) {
    return switch (info.intAt(TYPE)) {
      case RAW_TRACEPOINT -> new LinkDetails.RawTracepoint(textOf(text), info.longId(32));
      case TRACING ->
          new LinkDetails.Tracing(info.intAt(16), info.intAt(20), info.intAt(24), info.longId(32));
      case CGROUP -> new LinkDetails.Cgroup(info.longAt(16), info.intAt(24));
      case ITERATOR -> new LinkDetails.Iterator(textOf(text), map(info.intAt(28)));
      case NETWORK_NAMESPACE ->
          new LinkDetails.NetworkNamespaceHook(
              Integer.toUnsignedLong(info.intAt(16)), info.intAt(20));
      case XDP -> new LinkDetails.Xdp(info.intAt(16));
      case PERF_EVENT -> perfEvent(info, text);
      case KPROBE_MULTI ->
          new LinkDetails.KprobeMulti(info.intAt(24), returns(info.intAt(28)), info.longCount(32));
      case STRUCT_OPS -> new LinkDetails.StructOps(map(info.intAt(16)));
      case NETFILTER ->
          new LinkDetails.Netfilter(info.intAt(16), info.intAt(20), info.intAt(24), info.intAt(28));
      case TCX -> new LinkDetails.Tcx(info.intAt(16), info.intAt(20));
      case UPROBE_MULTI ->
          new LinkDetails.UprobeMulti(
              textOf(text),
              longs(offsets),
              info.intAt(UPROBE_MULTI_COUNT),
              returns(info.intAt(56)),
              info.intAt(60));
      default -> new LinkDetails.Unknown();
    };
  }

  /** Kernels before 6.6 say no more than that it is a perf event: its type is 0 then. */
  private static LinkDetails perfEvent(InfoBlock info, MemorySegment text) {
    int type = info.intAt(16);
    return switch (type) {
      case PERF_UPROBE, PERF_URETPROBE ->
          new LinkDetails.Uprobe(
              type == PERF_URETPROBE,
              textOf(text),
              Integer.toUnsignedLong(info.intAt(36)),
              info.longId(40));
      case PERF_KPROBE, PERF_KRETPROBE ->
          new LinkDetails.Kprobe(
              type == PERF_KRETPROBE,
              textOf(text),
              info.intAt(36),
              info.longAt(40),
              info.longCount(48),
              info.longId(56));
      case PERF_TRACEPOINT -> new LinkDetails.Tracepoint(textOf(text), info.longId(40));
      case PERF_OTHER_EVENT ->
          new LinkDetails.PerfEvent(info.intAt(32), info.longAt(24), info.longId(40));
      default -> new LinkDetails.Unknown();
    };
  }

  private static boolean returns(int flags) {
    return (flags & RETURN_FLAG) != 0;
  }

  private static Optional<MapId> map(int id) {
    return id == 0 ? Optional.empty() : Optional.of(new MapId(id));
  }

  private static String textOf(MemorySegment text) {
    return Memory.text(text, 0, (int) text.byteSize());
  }

  private static List<Long> longs(MemorySegment offsets) {
    int count = (int) (offsets.byteSize() / Long.BYTES);
    List<Long> values = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      values.add(Memory.longAt(offsets, (long) index * Long.BYTES));
    }
    return values;
  }
}
