package io.bpfledger.journal.store.row;

import io.bpfledger.journal.value.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A digest of everything a row says, written beside it: the first half of a SHA-256.
 *
 * <p>The hash chain of a stream covers what events say. The seal covers the rows, whatever is in
 * them and with all their columns, snapshots too, so that whatever rots is found, and found before
 * it is acted upon. It is no protection against somebody who can write the database: whoever
 * changes a row can seal it again; that is what the chain is for.
 */
final class Seal {

  private static final int BYTES = 16;

  private static final int EVENT = 1;
  private static final int SNAPSHOT = 2;

  private final MessageDigest digest = Digest.sha256();
  private final byte[] number = new byte[Long.BYTES];

  private Seal(int kind) {
    add(kind);
  }

  /** The order of the fields is part of the format. */
  static Bytes of(EventContent event) {
    Seal seal = new Seal(EVENT);
    seal.add(event.persistenceId());
    seal.add(event.sequenceNumber());
    seal.add(event.writer());
    seal.add(event.writtenAtMillis());
    seal.add(event.adapterManifest());
    seal.add(event.serializer());
    seal.add(event.manifest());
    seal.add(event.payload().array());
    return seal.finish();
  }

  static Bytes of(SnapshotContent snapshot) {
    Seal seal = new Seal(SNAPSHOT);
    seal.add(snapshot.persistenceId());
    seal.add(snapshot.sequenceNumber());
    seal.add(snapshot.createdAtMillis());
    seal.add(snapshot.serializer());
    seal.add(snapshot.manifest());
    seal.add(snapshot.payload().array());
    return seal.finish();
  }

  private Bytes finish() {
    return Bytes.owning(Arrays.copyOf(digest.digest(), BYTES));
  }

  private void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** With its length first, so that no two different rows give the same bytes. */
  private void add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(long value) {
    for (int index = 0; index < Long.BYTES; index++) {
      number[index] = (byte) (value >>> (Long.SIZE - Byte.SIZE * (index + 1)));
    }
    digest.update(number);
  }
}
