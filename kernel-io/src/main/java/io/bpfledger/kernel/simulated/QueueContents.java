package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A queue or a stack: no keys; reading shows the value that would be taken next. */
final class QueueContents implements MapContents {

  private final int maxEntries;
  private final boolean lastInFirstOut;
  private final Deque<byte[]> values = new ArrayDeque<>();

  QueueContents(int maxEntries, boolean lastInFirstOut) {
    this.maxEntries = maxEntries;
    this.lastInFirstOut = lastInFirstOut;
  }

  @Override
  public Optional<byte[]> read(byte[] key) {
    return Optional.ofNullable(values.peekFirst()).map(byte[]::clone);
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    if (mode == UpdateMode.ONLY_NEW) {
      throw new Refusal(Errno.EINVAL, "a queue knows no new and old values");
    }
    if (Integer.compareUnsigned(values.size(), maxEntries) >= 0) {
      if (mode != UpdateMode.ONLY_EXISTING) {
        throw MapContents.full();
      }
      values.removeFirst();
    }
    if (lastInFirstOut) {
      values.addFirst(value.clone());
    } else {
      values.addLast(value.clone());
    }
  }

  @Override
  public void delete(byte[] key) {
    throw new Refusal(Errno.EINVAL, "values of a queue cannot be deleted");
  }

  @Override
  public Optional<byte[]> keyAfter(Optional<byte[]> key) {
    throw new Refusal(Errno.EINVAL, "a queue has no keys");
  }

  @Override
  public Optional<byte[]> cell(byte[] key) {
    return Optional.ofNullable(values.peekFirst());
  }
}
