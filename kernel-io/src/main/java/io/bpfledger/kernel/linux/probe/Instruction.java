package io.bpfledger.kernel.linux.probe;

/**
 * BPF instructions as the 64-bit words that the kernel takes: from the lowest byte up opcode,
 * registers, 16 bits of offset and 32 bits of immediate value.
 */
public final class Instruction {

  /** Helper functions by their number. */
  public static final int TAIL_CALL = 12;

  public static final int GET_ATTACH_COOKIE = 174;

  public static final long EXIT = word(0x95, 0, 0, 0);

  private static final int CALLED_IS_PROGRAM = 1;
  private static final int IMMEDIATE_IS_MAP = 1;

  private Instruction() {}

  /** {@code register = value}. */
  public static long set(int register, int value) {
    return word(0xb7, register, 0, value);
  }

  public static long callHelper(int helper) {
    return word(0x85, 0, 0, helper);
  }

  /** Calls the sub-program that starts {@code distance} instructions after the next one. */
  public static long callProgram(int distance) {
    return word(0x85, 0, CALLED_IS_PROGRAM, distance);
  }

  /** The first of the two words of {@code register = map}; the second one is 0. */
  public static long setMap(int register, int mapDescriptor) {
    return word(0x18, register, IMMEDIATE_IS_MAP, mapDescriptor);
  }

  private static long word(int opcode, int destination, int source, int immediate) {
    return opcode
        | (long) destination << 8
        | (long) source << 12
        | Integer.toUnsignedLong(immediate) << 32;
  }
}
