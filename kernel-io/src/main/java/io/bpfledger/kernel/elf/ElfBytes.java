package io.bpfledger.kernel.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A window on the bytes of a file, little endian. Every read is checked against the window, and a
 * read outside says what was being read and where.
 */
public final class ElfBytes {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] file;
  private final int start;
  private final int size;
  private final String structure;

  private ElfBytes(byte[] file, int start, int size, String structure) {
    this.file = file;
    this.start = start;
    this.size = size;
    this.structure = structure;
  }

  /** The window on the whole file, which must not change any more. */
  static ElfBytes ofFile(byte[] file) {
    return new ElfBytes(file, 0, file.length, "file");
  }

  public int size() {
    return size;
  }

  /** Where the window starts in the file. */
  public int fileOffset() {
    return start;
  }

  public int unsigned8(long offset) throws ElfRejected {
    return Byte.toUnsignedInt(file[checked(offset, Byte.BYTES)]);
  }

  public int unsigned16(long offset) throws ElfRejected {
    return Short.toUnsignedInt((short) SHORT.get(file, checked(offset, Short.BYTES)));
  }

  public int signed32(long offset) throws ElfRejected {
    return (int) INT.get(file, checked(offset, Integer.BYTES));
  }

  public long unsigned32(long offset) throws ElfRejected {
    return Integer.toUnsignedLong(signed32(offset));
  }

  public long signed64(long offset) throws ElfRejected {
    return (long) LONG.get(file, checked(offset, Long.BYTES));
  }

  /** The part of this window at an offset. Offset and length are read as unsigned. */
  public ElfBytes slice(String structure, long offset, long length) throws ElfRejected {
    if (offset < 0 || offset > size || length < 0 || length > size - offset) {
      throw rejected(
          offset,
          structure
              + " of "
              + Long.toUnsignedString(length)
              + " bytes ends outside of the "
              + size
              + " bytes of the "
              + this.structure);
    }
    return new ElfBytes(file, Math.toIntExact(start + offset), (int) length, structure);
  }

  /**
   * The text at an offset up to its zero byte. Only printable ASCII is accepted: names are shown on
   * terminals, and compilers write no others.
   */
  public String name(long offset) throws ElfRejected {
    int from = checked(offset, 1);
    int limit = (int) Math.min((long) start + size, (long) from + ElfLimits.NAME_LENGTH + 1);
    int end = from;
    while (end < limit && file[end] != 0) {
      if (file[end] < ' ' || file[end] > '~') {
        throw rejected(offset, "a name has a character that is not printable ASCII");
      }
      end++;
    }
    if (end == limit) {
      throw rejected(
          offset, "a name does not end within " + ElfLimits.NAME_LENGTH + " bytes and the window");
    }
    return new String(file, from, end - from, StandardCharsets.ISO_8859_1);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(file, start, start + size);
  }

  /** The rejection of what is at an offset of this window. */
  ElfRejected rejected(long offset, String reason) {
    return new ElfRejected(structure, start + offset, reason);
  }

  private int checked(long offset, int length) throws ElfRejected {
    if (offset < 0 || offset > (long) size - length) {
      throw rejected(
          offset, "a read of " + length + " bytes ends outside of its " + size + " bytes");
    }
    return start + (int) offset;
  }

  /** Windows are equal if their bytes are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ElfBytes that
        && Arrays.equals(file, start, start + size, that.file, that.start, that.start + that.size);
  }

  @Override
  public int hashCode() {
    return size;
  }

  @Override
  public String toString() {
    return structure + ", " + size + " bytes at offset 0x" + Integer.toHexString(start);
  }
}
