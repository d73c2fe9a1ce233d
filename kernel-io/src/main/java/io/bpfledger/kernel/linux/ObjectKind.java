package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.MemorySegment;

/**
 * The kinds of object that {@code bpf(2)} numbers, and the four calls an inventory makes on each:
 * next id, descriptor by id, info by descriptor, close.
 *
 * <p>Calls answer as the kernel does. They use the thread's {@link Scratch} and make no garbage.
 */
enum ObjectKind {
  PROGRAM(
      "program",
      BpfCommand.PROG_GET_NEXT_ID,
      BpfCommand.PROG_GET_FD_BY_ID,
      Operation.NEXT_PROGRAM,
      Operation.OPEN_PROGRAM,
      Operation.DESCRIBE_PROGRAM),
  MAP(
      "map",
      BpfCommand.MAP_GET_NEXT_ID,
      BpfCommand.MAP_GET_FD_BY_ID,
      Operation.NEXT_MAP,
      Operation.OPEN_MAP,
      Operation.DESCRIBE_MAP),
  LINK(
      "link",
      BpfCommand.LINK_GET_NEXT_ID,
      BpfCommand.LINK_GET_FD_BY_ID,
      Operation.NEXT_LINK,
      Operation.OPEN_LINK,
      Operation.DESCRIBE_LINK);

  private static final int ENOENT = -2;

  private final String noun;
  private final int nextCommand;
  private final int openCommand;
  private final Operation next;
  private final Operation open;
  private final Operation describe;

  ObjectKind(
      String noun,
      int nextCommand,
      int openCommand,
      Operation next,
      Operation open,
      Operation describe) {
    this.noun = noun;
    this.nextCommand = nextCommand;
    this.openCommand = openCommand;
    this.next = next;
    this.open = open;
    this.describe = describe;
  }

  /** The smallest id above {@code after}, 0 at the end, or the negative errno. */
  long nextId(int after) {
    MemorySegment attribute = Scratch.ofThread().byId();
    Memory.setInt(attribute, 0, after);
    Memory.setInt(attribute, 4, 0);
    long answer = SystemCalls.bpf(nextCommand, attribute);
    if (answer == ENOENT) {
      return 0;
    }
    return answer < 0 ? answer : Integer.toUnsignedLong(Memory.intAt(attribute, 4));
  }

  /** A descriptor of the object, or the negative errno. */
  long open(int id) {
    MemorySegment attribute = Scratch.ofThread().byId();
    Memory.setInt(attribute, 0, id);
    Memory.setInt(attribute, 4, 0);
    return SystemCalls.bpf(openCommand, attribute);
  }

  /**
   * Fills the info block, whose content the kernel reads first. Answers how many bytes the kernel
   * knows of it, fewer on an older one, or the negative errno.
   */
  static long info(int descriptor, MemorySegment info) {
    MemorySegment attribute = Scratch.ofThread().infoByDescriptor();
    Memory.setInt(attribute, 0, descriptor);
    Memory.setInt(attribute, 4, (int) info.byteSize());
    Memory.setLong(attribute, 8, info.address());
    long answer = SystemCalls.bpf(BpfCommand.OBJ_GET_INFO_BY_FD, attribute);
    return answer < 0 ? answer : Memory.intAt(attribute, 4);
  }

  KernelError nextError(long answer, int after) {
    return Answer.error(answer, next, noun + "s after id " + Integer.toUnsignedString(after));
  }

  KernelError openError(long answer, int id) {
    return Answer.error(answer, open, noun + " " + Integer.toUnsignedString(id));
  }

  /** Of an object whose id is not known, {@code id} is 0. */
  KernelError describeError(long answer, int id) {
    String object = id == 0 ? "open " + noun : noun + " " + Integer.toUnsignedString(id);
    return Answer.error(answer, describe, object);
  }
}
