package io.bpfledger.journal.objects;

import io.bpfledger.journal.value.Digest;

/** What reading an object gave. */
public sealed interface StoredObject {

  Digest digest();

  /** Its bytes, which have the digest they were asked for by. */
  final class Intact implements StoredObject {
    private final Digest digest;
    private final byte[] bytes;

    Intact(Digest digest, byte[] bytes) {
      this.digest = digest;
      this.bytes = bytes;
    }

    @Override
    public Digest digest() {
      return digest;
    }

    public byte[] toByteArray() {
      return bytes.clone();
    }
  }

  /** Nothing is stored under this digest. */
  record Missing(Digest digest) implements StoredObject {}

  /** What is stored is not what was written. */
  record Damaged(Digest digest, String why) implements StoredObject {}
}
