package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.LinuxProgram;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A program of a dozen instructions, loaded without an object file, that counts its runs, keeps the
 * cookie of the link it ran for and returns what it was made to return.
 */
public final class CountingProgram implements AutoCloseable {

  /** What to load. Attach type and BTF id are 0 for types that need none. */
  public record Shape(
      ProgramType type,
      int expectedAttachType,
      int attachBtfId,
      int verdict,
      boolean keepsCookie,
      boolean ofThisProcess) {

    public static Shape of(ProgramType type, int verdict) {
      return new Shape(type, 0, 0, verdict, false, false);
    }

    public Shape expecting(AttachType attachType) {
      return new Shape(type, attachType.number(), attachBtfId, verdict, keepsCookie, ofThisProcess);
    }

    public Shape onBtf(int btfId) {
      return new Shape(type, expectedAttachType, btfId, verdict, keepsCookie, ofThisProcess);
    }

    public Shape keepingCookie() {
      return new Shape(type, expectedAttachType, attachBtfId, verdict, true, ofThisProcess);
    }

    /** Counts only runs that this process caused. */
    public Shape countingOwnRuns() {
      return new Shape(type, expectedAttachType, attachBtfId, verdict, keepsCookie, true);
    }
  }

  private static final int ATTRIBUTE_BYTES = 144;
  private static final int INFORMATION_BYTES = 80;
  private static final int VALUE_BYTES = 16;
  private static final int COOKIE = 8;
  private static final int ARRAY = 2;
  private static final byte[] NAME = "counting".getBytes(StandardCharsets.US_ASCII);
  private static final int MAP_LOOKUP = 1;
  private static final int GET_PROCESS_AND_THREAD = 14;
  private static final int GET_ATTACH_COOKIE = 174;

  /** The instructions of {@link #code} that count. */
  private static final int COUNT_INSTRUCTIONS = 10;

  private final FileDescriptor map;
  private final LinuxProgram program;

  private CountingProgram(FileDescriptor map, LinuxProgram program) {
    this.map = map;
    this.program = program;
  }

  public static CountingProgram load(Shape shape) {
    FileDescriptor map = createMap();
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer code = code(shape, map.number());
      MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
      Memory.setInt(attribute, 0, shape.type().number());
      Memory.setInt(attribute, 4, code.limit() / 8);
      Memory.setLong(attribute, 8, Memory.copyOf(arena, bytes(code)).address());
      Memory.setLong(attribute, 16, Memory.string(arena, "GPL").address());
      Memory.setLong(attribute, 48, ByteBuffer.wrap(NAME).order(order()).getLong());
      Memory.setInt(attribute, 68, shape.expectedAttachType());
      Memory.setInt(attribute, 108, shape.attachBtfId());
      long answer = SystemCalls.bpf(BpfCommand.PROG_LOAD, attribute);
      if (answer < 0) {
        map.close();
        throw new IllegalStateException("loading " + shape + " answered " + answer);
      }
      return new CountingProgram(map, new LinuxProgram(FileDescriptor.owning(answer)));
    }
  }

  public ProgramHandle handle() {
    return program;
  }

  public ProgramId id() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment information = Memory.zeroed(arena, INFORMATION_BYTES);
      MemorySegment attribute = Memory.zeroed(arena, 16);
      Memory.setInt(attribute, 0, LinuxProgram.number(program));
      Memory.setInt(attribute, 4, INFORMATION_BYTES);
      Memory.setLong(attribute, 8, information.address());
      long answer = SystemCalls.bpf(BpfCommand.OBJ_GET_INFO_BY_FD, attribute);
      if (answer < 0) {
        throw new IllegalStateException("asking for the id answered " + answer);
      }
      return new ProgramId(Memory.intAt(information, 4));
    }
  }

  /** How often it ran. */
  public long runs() {
    return valueAt(0);
  }

  /**
   * How often it ran, once it did so that often: packets are handled a moment after their sending.
   */
  public long runsReaching(long expected) {
    return Eventually.get(
        expected + " runs, after " + runs(), () -> Optional.of(runs()).filter(n -> n >= expected));
  }

  /** The cookie of the last run of a program that keeps it. */
  public long cookie() {
    return valueAt(COOKIE);
  }

  private long valueAt(int offset) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = Memory.zeroed(arena, VALUE_BYTES);
      MemorySegment attribute = Memory.zeroed(arena, 32);
      Memory.setInt(attribute, 0, map.number());
      Memory.setLong(attribute, 8, Memory.zeroed(arena, Integer.BYTES).address());
      Memory.setLong(attribute, 16, value.address());
      long answer = SystemCalls.bpf(BpfCommand.MAP_LOOKUP_ELEM, attribute);
      if (answer < 0) {
        throw new IllegalStateException("reading the count answered " + answer);
      }
      return Memory.longAt(value, offset);
    }
  }

  private static FileDescriptor createMap() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
      Memory.setInt(attribute, 0, ARRAY);
      Memory.setInt(attribute, 4, Integer.BYTES);
      Memory.setInt(attribute, 8, VALUE_BYTES);
      Memory.setInt(attribute, 12, 1);
      return FileDescriptor.owning(SystemCalls.bpf(BpfCommand.MAP_CREATE, attribute));
    }
  }

  /** Registers: r6 the context, r7 the cookie, r10 the frame. */
  private static ByteBuffer code(Shape shape, int map) {
    ByteBuffer code = ByteBuffer.allocate(32 * 8).order(order());
    instruction(code, 0xbf, 6, 1, 0, 0); // r6 = r1
    instruction(code, 0xb7, 7, 0, 0, 0); // r7 = 0
    if (shape.keepsCookie()) {
      instruction(code, 0x85, 0, 0, 0, GET_ATTACH_COOKIE);
      instruction(code, 0xbf, 7, 0, 0, 0); // r7 = r0
    }
    if (shape.ofThisProcess()) {
      instruction(code, 0x85, 0, 0, 0, GET_PROCESS_AND_THREAD);
      instruction(code, 0x77, 0, 0, 0, 32); // r0 >>= 32
      int self = (int) ProcessHandle.current().pid();
      instruction(code, 0x55, 0, 0, COUNT_INSTRUCTIONS, self); // if r0 != self skip the count
    }
    instruction(code, 0x62, 10, 0, -4, 0); // *(u32 *)(r10 - 4) = 0
    instruction(code, 0xbf, 2, 10, 0, 0); // r2 = r10
    instruction(code, 0x07, 2, 0, 0, -4); // r2 -= 4
    instruction(code, 0x18, 1, 1, 0, map); // r1 = map
    instruction(code, 0x00, 0, 0, 0, 0);
    instruction(code, 0x85, 0, 0, 0, MAP_LOOKUP);
    instruction(code, 0x15, 0, 0, 3, 0); // if r0 == 0 skip 3
    instruction(code, 0xb7, 1, 0, 0, 1); // r1 = 1
    instruction(code, 0xdb, 0, 1, 0, 0); // lock *(u64 *)r0 += r1
    instruction(code, 0x7b, 0, 7, COOKIE, 0); // *(u64 *)(r0 + 8) = r7
    instruction(code, 0xb7, 0, 0, 0, shape.verdict()); // r0 = verdict
    instruction(code, 0x95, 0, 0, 0, 0); // exit
    return code.flip();
  }

  private static void instruction(
      ByteBuffer code, int opcode, int destination, int source, int offset, int immediate) {
    code.put((byte) opcode).put((byte) (source << 4 | destination));
    code.putShort((short) offset).putInt(immediate);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.limit()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static ByteOrder order() {
    return ByteOrder.nativeOrder();
  }

  @Override
  public void close() {
    program.close();
    map.close();
  }
}
