package io.bpfledger.kernel.simulated.interpreter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A stretch of memory that a program may read, and perhaps write. */
final class Region {

  private final String name;
  private final ByteBuffer bytes;
  private int from;
  private int to;

  Region(String name, byte[] bytes, int from, int to) {
    this.name = name;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.from = from;
    this.to = to;
  }

  String name() {
    return name;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  void resize(int newFrom, int newTo) {
    from = newFrom;
    to = newTo;
  }

  int capacity() {
    return bytes.capacity();
  }

  boolean contains(long index, int size) {
    return index >= from && index + size <= to;
  }

  long load(int index, int size) {
    return switch (size) {
      case 1 -> bytes.get(index) & 0xffL;
      case 2 -> bytes.getShort(index) & 0xffffL;
      case 4 -> bytes.getInt(index) & 0xffff_ffffL;
      default -> bytes.getLong(index);
    };
  }

  void store(int index, int size, long value) {
    switch (size) {
      case 1 -> bytes.put(index, (byte) value);
      case 2 -> bytes.putShort(index, (short) value);
      case 4 -> bytes.putInt(index, (int) value);
      default -> bytes.putLong(index, value);
    }
  }

  byte[] copy(int index, int size) {
    byte[] copy = new byte[size];
    bytes.get(index, copy);
    return copy;
  }

  void write(int index, byte[] data) {
    bytes.put(index, data);
  }
}
