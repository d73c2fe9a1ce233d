package io.bpfledger.journal.value;

import java.util.HexFormat;

/** Some bytes, in hexadecimal, such as the value of a global variable. */
public record Bytes(String hex) {

  public static final int BYTES_MAX = 1 << 20;

  private static final HexFormat HEX = HexFormat.of();

  public Bytes {
    Limits.text("hexadecimal", hex, 0, 2 * BYTES_MAX);
    hex = HEX.formatHex(HEX.parseHex(hex));
  }

  public static Bytes copyOf(byte[] bytes) {
    return new Bytes(HEX.formatHex(bytes));
  }

  public int size() {
    return hex.length() / 2;
  }

  public byte[] toByteArray() {
    return HEX.parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
