package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The stored bytes of an entry: a CBOR sequence of two items, the body and a byte string with the
 * digest.
 */
public final class Payload {

  public static final int BYTES_MAX = 16 << 20;

  /** How CBOR begins a byte string of 32 bytes. */
  private static final byte[] DIGEST_HEAD = {0x58, Digest.BYTES};

  private static final int TRAILER_BYTES = DIGEST_HEAD.length + Digest.BYTES;
  private static final byte[] DOMAIN = "bpfledger entry 1\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes stored bytes for what they are; whether they are true, {@link #digestOf} tells.
   *
   * @throws EntryUnreadable if they do not even have the form
   */
  public static Payload ofStored(byte[] bytes) {
    return owning(bytes.clone());
  }

  /**
   * The same without a copy: the caller must not keep the array.
   *
   * @throws EntryUnreadable if the bytes do not even have the form
   */
  public static Payload owning(byte[] bytes) {
    if (bytes.length <= TRAILER_BYTES || bytes.length > BYTES_MAX) {
      throw new EntryUnreadable("an entry of " + bytes.length + " bytes");
    }
    int trailer = bytes.length - TRAILER_BYTES;
    for (int at = 0; at < DIGEST_HEAD.length; at++) {
      if (bytes[trailer + at] != DIGEST_HEAD[at]) {
        throw new EntryUnreadable("an entry that does not end with its digest");
      }
    }
    return new Payload(bytes);
  }

  /** Seals a body at its place. */
  public static Payload seal(StreamId stream, long sequence, byte[] body) {
    return join(body, digest(stream, sequence, ByteBuffer.wrap(body)));
  }

  /** A body that stands in place of another, under the digest that one had. */
  public static Payload substitute(byte[] body, Digest original) {
    return join(body, original.toByteArray());
  }

  private static Payload join(byte[] body, byte[] digest) {
    if (body.length == 0 || body.length > BYTES_MAX - TRAILER_BYTES) {
      throw new IllegalArgumentException("an entry with a body of " + body.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.allocate(body.length + TRAILER_BYTES);
    bytes.put(body).put(DIGEST_HEAD).put(digest);
    return new Payload(bytes.array());
  }

  private static byte[] digest(StreamId stream, long sequence, ByteBuffer body) {
    MessageDigest digest = Digest.sha256();
    digest.update(DOMAIN);
    digest.update(stream.toString().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, sequence));
    digest.update(body);
    return digest.digest();
  }

  /** The digest that the entry bears. */
  public Digest digest() {
    return Digest.ofBytes(Arrays.copyOfRange(bytes, bytes.length - Digest.BYTES, bytes.length));
  }

  /** The digest that the entry must bear at this place. */
  public Digest digestOf(StreamId stream, long sequence) {
    return Digest.ofBytes(digest(stream, sequence, body()));
  }

  /** Takes the first bytes of an array for a body; neither changes nor hands on the array. */
  @FunctionalInterface
  public interface BodyReader<T> {
    T read(byte[] bytes, int size) throws IOException;
  }

  /** What somebody makes of the body, who gets it without a copy. */
  public <T> T body(BodyReader<T> reader) throws IOException {
    return reader.read(bytes, bodySize());
  }

  private ByteBuffer body() {
    return ByteBuffer.wrap(bytes, 0, bodySize());
  }

  public int bodySize() {
    return bytes.length - TRAILER_BYTES;
  }

  public int size() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes " + digest();
  }
}
