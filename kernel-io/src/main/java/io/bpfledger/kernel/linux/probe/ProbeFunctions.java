package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Says that each function of a program is {@code static int function(void *context)}, which the
 * verifier wants to know of sub-programs that do more than the simplest.
 *
 * @param types the descriptor of the type information from {@link #loadTypes}
 * @param starts at which instruction each function starts, the main one first
 */
public record ProbeFunctions(int types, List<Integer> starts) {

  private static final String STRINGS = "\0int\0context\0function\0";
  private static final int INT = 1;
  private static final int POINTER = 2;
  private static final int PROTOTYPE = 3;
  private static final int FUNCTION = 4;

  private static final int HEADER_BYTES = 24;
  private static final int TYPES_BYTES = 16 + 12 + 20 + 12;
  private static final int LOAD_BYTES = 32;
  private static final int LOAD_SIZE = 16;
  private static final int RECORD_BYTES = 8;
  private static final int PROGRAM_TYPES = 72;
  private static final int PROGRAM_RECORD_BYTES = 76;
  private static final int PROGRAM_RECORDS = 80;
  private static final int PROGRAM_RECORD_COUNT = 88;

  public ProbeFunctions {
    starts = List.copyOf(starts);
  }

  /** Answers a descriptor, or the negative errno. */
  static long loadTypes() {
    byte[] types = typeInformation();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, LOAD_BYTES);
      Memory.setLong(attribute, 0, Memory.copyOf(arena, types).address());
      Memory.setInt(attribute, LOAD_SIZE, types.length);
      return SystemCalls.bpf(BpfCommand.BTF_LOAD, attribute);
    }
  }

  /** Fills in what PROG_LOAD takes. */
  void describeTo(Arena arena, MemorySegment attribute) {
    MemorySegment records = Memory.zeroed(arena, (long) RECORD_BYTES * starts.size());
    for (int index = 0; index < starts.size(); index++) {
      Memory.setInt(records, (long) RECORD_BYTES * index, starts.get(index));
      Memory.setInt(records, (long) RECORD_BYTES * index + 4, FUNCTION);
    }
    Memory.setInt(attribute, PROGRAM_TYPES, types);
    Memory.setInt(attribute, PROGRAM_RECORD_BYTES, RECORD_BYTES);
    Memory.setLong(attribute, PROGRAM_RECORDS, records.address());
    Memory.setInt(attribute, PROGRAM_RECORD_COUNT, starts.size());
  }

  private static byte[] typeInformation() {
    byte[] strings = STRINGS.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer data =
        ByteBuffer.allocate(HEADER_BYTES + TYPES_BYTES + strings.length)
            .order(ByteOrder.nativeOrder());
    data.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
    data.putInt(0).putInt(TYPES_BYTES).putInt(TYPES_BYTES).putInt(strings.length);
    type(data, name("int"), 1, 0, 4).putInt(1 << 24 | 32);
    type(data, 0, 2, 0, 0);
    type(data, 0, 13, 1, INT).putInt(name("context")).putInt(POINTER);
    type(data, name("function"), 12, 0, PROTOTYPE);
    return data.put(strings).array();
  }

  private static ByteBuffer type(ByteBuffer data, int name, int kind, int members, int sizeOrType) {
    return data.putInt(name).putInt(kind << 24 | members).putInt(sizeOrType);
  }

  private static int name(String text) {
    return STRINGS.indexOf("\0" + text + "\0") + 1;
  }
}
