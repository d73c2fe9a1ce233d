package io.bpfledger.kernel.simulated.interpreter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The instructions of one program with all its sub-programs, in slots of eight bytes.
 *
 * <p>A load of a map's address names the map by a number; whoever runs the program knows the maps.
 */
public final class Bytecode {

  /** The most slots a program may have, as in Linux. */
  public static final int SLOT_LIMIT = 1_000_000;

  static final int LOAD_WIDE = 0x18;
  static final int PSEUDO_MAP = 1;
  static final int PSEUDO_MAP_VALUE = 2;
  static final int PSEUDO_FUNCTION = 4;
  static final int PSEUDO_CALL = 1;
  private static final int TAG_BYTES = 8;

  private final long[] slots;

  private Bytecode(long[] slots) {
    this.slots = slots;
  }

  public static Bytecode of(long... slots) {
    if (slots.length == 0 || slots.length > SLOT_LIMIT) {
      throw new IllegalArgumentException("a program has 1 to " + SLOT_LIMIT + " instructions");
    }
    return new Bytecode(slots.clone());
  }

  /** The simplest program: it returns a number. */
  public static Bytecode returning(int value) {
    return of(instruction(0xb7, 0, 0, 0, value), instruction(0x95, 0, 0, 0, 0));
  }

  public static long instruction(
      int opcode, int destination, int source, int offset, int immediate) {
    return (opcode & 0xffL)
        | (destination & 0xfL) << 8
        | (source & 0xfL) << 12
        | (offset & 0xffffL) << 16
        | (long) immediate << 32;
  }

  public int slots() {
    return slots.length;
  }

  long slot(int index) {
    return slots[index];
  }

  int opcode(int index) {
    return (int) slots[index] & 0xff;
  }

  int destination(int index) {
    return (int) (slots[index] >>> 8) & 0xf;
  }

  int source(int index) {
    return (int) (slots[index] >>> 12) & 0xf;
  }

  int offset(int index) {
    return (short) (slots[index] >>> 16);
  }

  int immediate(int index) {
    return (int) (slots[index] >>> 32);
  }

  /** Whether a load of eight bytes begins here, which takes the next slot as well. */
  boolean isWide(int index) {
    return opcode(index) == LOAD_WIDE;
  }

  /** Whether the wide load here is of a map's address or of an address in a map's value. */
  boolean namesMap(int index) {
    return isWide(index) && (source(index) == PSEUDO_MAP || source(index) == PSEUDO_MAP_VALUE);
  }

  /**
   * The hash over the instructions that tells programs apart, whatever maps they use: as Linux
   * makes it since 6.18.
   */
  public String tag() {
    ByteBuffer text = ByteBuffer.allocate(slots.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int index = 0; index < slots.length; index++) {
      if (namesMap(index) && index + 1 < slots.length) {
        text.putLong(withoutImmediate(slots[index]));
        index++;
        text.putLong(withoutImmediate(slots[index]));
      } else {
        text.putLong(slots[index]);
      }
    }
    return HexFormat.of().formatHex(sha256(text.array()), 0, TAG_BYTES);
  }

  private static long withoutImmediate(long slot) {
    return slot & 0xffff_ffffL;
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
