package io.bpfledger.journal.codec;

import io.bpfledger.journal.value.Labels;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Makes one object of equal values that are read again and again, such as words, boot ids and the
 * labels of an application: a ledger in memory is half as large, and as fast to collect. May be
 * used from many threads.
 *
 * <p>It remembers a few small values, each in its only place, and forgets one for the next.
 */
final class Recurring {

  private static final int PLACES = 1 << 10;
  private static final int CHARACTERS_MAX = 64;
  private static final int LABELS_MAX = 8;

  private final AtomicReferenceArray<Object> known = new AtomicReferenceArray<>(PLACES);

  String same(String text) {
    return text.length() <= CHARACTERS_MAX ? known(text) : text;
  }

  Labels same(Labels labels) {
    return small(labels.entries()) ? known(labels) : labels;
  }

  private static boolean small(Map<String, String> entries) {
    if (entries.size() > LABELS_MAX) {
      return false;
    }
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      if (entry.getKey().length() > CHARACTERS_MAX || entry.getValue().length() > CHARACTERS_MAX) {
        return false;
      }
    }
    return true;
  }

  /** This value or an equal one; it must be immutable and small. */
  @SuppressWarnings("unchecked") // what is of the same class as a T is a T
  <T> T known(T value) {
    int hash = value.hashCode();
    int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
    Object before = known.getAcquire(place);
    if (before != null && before.getClass() == value.getClass() && before.equals(value)) {
      return (T) before;
    }
    known.setRelease(place, value);
    return value;
  }
}
