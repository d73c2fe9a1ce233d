package io.bpfledger.journal.store;

import io.bpfledger.journal.entry.EntrySource.Visitor;
import io.bpfledger.journal.entry.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows and checks their seals on a thread of its own, a little ahead of whoever makes sense
 * of them: a start reads the whole ledger, and nobody waits for it but the start.
 */
final class ReadAhead {

  private static final int BATCH = 256;
  private static final int BATCHES_AHEAD = 4;

  /** Entries in order; the last batch says how the reading ended. */
  private record Batch(
      List<StoredEntry> entries, boolean last, @Nullable RuntimeException failure) {}

  private final LedgerReader reader;
  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private volatile boolean enough;

  private ReadAhead(LedgerReader reader) {
    this.reader = reader;
  }

  /** As {@link LedgerEntries#scan}; when it returns, nothing is read any more. */
  static void scan(LedgerReader reader, long afterOrdering, Visitor visitor) {
    ReadAhead ahead = new ReadAhead(reader);
    Thread reading =
        Thread.ofPlatform()
            .daemon()
            .name("ledger-read-ahead")
            .start(() -> ahead.readAll(afterOrdering));
    try {
      try {
        ahead.visitAll(visitor);
      } finally {
        ahead.end();
        reading.join();
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the ledger was read", interruption);
    }
  }

  private void visitAll(Visitor visitor) throws InterruptedException {
    while (true) {
      Batch batch = batches.take();
      for (StoredEntry entry : batch.entries()) {
        if (!visitor.visit(entry)) {
          return;
        }
      }
      if (batch.failure() != null) {
        throw batch.failure();
      }
      if (batch.last()) {
        return;
      }
    }
  }

  /** What the reader still brings, at most two batches, finds room, so it sees that it may stop. */
  private void end() {
    enough = true;
    batches.clear();
  }

  private void readAll(long afterOrdering) {
    List<StoredEntry> filling = new ArrayList<>(BATCH);
    RuntimeException failure = null;
    try {
      reader.inOrder(
          afterOrdering,
          row -> {
            filling.add(LedgerEntries.entry(row));
            if (filling.size() == BATCH) {
              hand(new Batch(List.copyOf(filling), false, null));
              filling.clear();
            }
            return !enough;
          });
    } catch (RuntimeException thrown) {
      failure = thrown;
    } catch (Error thrown) {
      failure = new IllegalStateException("the ledger can't be read on: " + thrown, thrown);
    }
    hand(new Batch(filling, true, failure));
  }

  /** Waits for room. Nobody interrupts this thread. */
  private void hand(Batch batch) {
    try {
      batches.put(batch);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("interrupted while the ledger was read", impossible);
    }
  }
}
