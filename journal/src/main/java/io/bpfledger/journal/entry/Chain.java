package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;

/**
 * How far a stream has come: the number of its entries and the digest of the last.
 *
 * @param head the digest of the last entry, or zeros
 */
public record Chain(StreamId stream, long sequence, Digest head) {

  public static Chain start(StreamId stream) {
    return new Chain(stream, 0, Digest.ZERO);
  }

  /** The sequence number of the entry to come. */
  public long next() {
    return sequence + 1;
  }

  /**
   * The chain with one entry more.
   *
   * @throws ChainBroken if the entry was sealed after another one
   */
  public Chain after(Entry entry) {
    if (!entry.previous().equals(head)) {
      throw new ChainBroken(
          stream,
          next(),
          "it was sealed after " + entry.previous() + ", but the entry before it is " + head);
    }
    return new Chain(stream, next(), entry.digest());
  }
}
