package io.bpfledger.journal.store.row;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that never change and are equal by content. */
public final class Bytes {

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes copyOf(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** Takes the array without a copy: the caller must not keep it. */
  public static Bytes owning(byte[] bytes) {
    return new Bytes(bytes);
  }

  public static Bytes fromHex(String hexadecimal) {
    return new Bytes(HexFormat.of().parseHex(hexadecimal));
  }

  public int size() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** The array itself, for the neighbours that only read it. */
  byte[] array() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
