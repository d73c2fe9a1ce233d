package io.bpfledger.journal.value;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest, in hexadecimal. */
public record Digest(String hex) implements Comparable<Digest> {

  public static final int BYTES = 32;

  /** What stands for "nothing before". */
  public static final Digest ZERO = new Digest("0".repeat(2 * BYTES));

  private static final HexFormat HEX = HexFormat.of();

  public Digest {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("no SHA-256 digest: " + hex);
    }
    for (int at = 0; at < hex.length(); at++) {
      char character = hex.charAt(at);
      boolean digit = character >= '0' && character <= '9';
      boolean letter = character >= 'a' && character <= 'f';
      if (!digit && !letter) {
        throw new IllegalArgumentException("no SHA-256 digest: " + hex);
      }
    }
  }

  public static Digest ofBytes(byte[] bytes) {
    return new Digest(HEX.formatHex(bytes));
  }

  /** The digest of these bytes. */
  public static Digest over(byte[] bytes) {
    return ofBytes(sha256().digest(bytes));
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  public byte[] toByteArray() {
    return HEX.parseHex(hex);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
