package io.bpfledger.journal.value;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/** A SHA-256 digest, as four numbers of eight bytes each. */
public record Digest(long first, long second, long third, long fourth)
    implements Comparable<Digest> {

  public static final int BYTES = 32;

  /** What stands for "nothing before". */
  public static final Digest ZERO = new Digest(0, 0, 0, 0);

  private static final HexFormat HEX = HexFormat.of();

  private static final MessageDigest UNUSED = unused();

  private static final Comparator<Digest> ORDER =
      Comparator.comparing(Digest::first, Long::compareUnsigned)
          .thenComparing(Digest::second, Long::compareUnsigned)
          .thenComparing(Digest::third, Long::compareUnsigned)
          .thenComparing(Digest::fourth, Long::compareUnsigned);

  public static Digest ofBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 digest of " + bytes.length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads the hexadecimal form, in small letters.
   *
   * @throws IllegalArgumentException of anything else
   */
  public static Digest parse(String hex) {
    Digest digest = ofBytes(HEX.parseHex(hex));
    if (!digest.hex().equals(hex)) {
      throw new IllegalArgumentException("no SHA-256 digest: " + hex);
    }
    return digest;
  }

  /** The digest of these bytes. */
  public static Digest over(byte[] bytes) {
    return ofBytes(sha256().digest(bytes));
  }

  /** A new one. A copy of an unused one: to look for the algorithm takes longer than to use it. */
  public static MessageDigest sha256() {
    try {
      return (MessageDigest) UNUSED.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("this Java's SHA-256 can't be copied", impossible);
    }
  }

  private static MessageDigest unused() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  public byte[] toByteArray() {
    return ByteBuffer.allocate(BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putLong(fourth)
        .array();
  }

  /** The hexadecimal form, in small letters. */
  public String hex() {
    return HEX.formatHex(toByteArray());
  }

  @Override
  public int compareTo(Digest other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return hex();
  }
}
