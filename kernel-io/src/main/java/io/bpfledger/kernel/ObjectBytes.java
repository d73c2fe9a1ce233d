package io.bpfledger.kernel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The bytes of an object file; they never change, so a digest taken of them stays true. */
public final class ObjectBytes {

  private final byte[] bytes;

  private ObjectBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static ObjectBytes copyOf(byte[] bytes) {
    return new ObjectBytes(bytes.clone());
  }

  public int size() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes themselves, for reading without a copy. */
  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The SHA-256 digest in hexadecimal. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes, sha256 " + sha256();
  }
}
