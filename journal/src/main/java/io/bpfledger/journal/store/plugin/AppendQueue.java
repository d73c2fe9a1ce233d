package io.bpfledger.journal.store.plugin;

import akka.dispatch.ExecutionContexts;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Group commit: one writer, and whatever comes while it commits goes into its next commit. A lone
 * write waits for nobody. One writer is not a limit but what makes it fast: writers of one database
 * wait for each other's locks and syncs.
 */
final class AppendQueue {

  private final Pool pool;
  private final int appendsMax;
  private final int batchEventsMax;
  private final Runnable onFailure;

  private final Queue<Append> waiting = new ArrayDeque<>();
  private boolean writing;

  /**
   * @param appendsMax how many may wait; one more is turned away
   * @param batchEventsMax how many events go into one commit
   * @param onFailure run before a failed append is told so
   */
  AppendQueue(Pool pool, int appendsMax, int batchEventsMax, Runnable onFailure) {
    this.pool = pool;
    this.appendsMax = appendsMax;
    this.batchEventsMax = batchEventsMax;
    this.onFailure = onFailure;
  }

  Future<BoxedUnit> add(Append append) {
    boolean start;
    synchronized (waiting) {
      if (waiting.size() >= appendsMax) {
        append.fail(new IllegalStateException("more than " + appendsMax + " writes are waiting"));
        return append.future();
      }
      waiting.add(append);
      start = !writing;
      writing = true;
    }
    if (start) {
      start();
    }
    return append.future();
  }

  private void start() {
    pool.run(this::writeUntilEmpty)
        .onComplete(
            outcome -> {
              finished(outcome);
              return BoxedUnit.UNIT;
            },
            ExecutionContexts.fromExecutor(Runnable::run));
  }

  /** Stays on its thread and connection while there is work; leaves both after a failure. */
  private boolean writeUntilEmpty(Connection connection) {
    AppendTransaction transaction = new AppendTransaction(connection, onFailure);
    List<Append> batch = take();
    while (!batch.isEmpty()) {
      if (!transaction.write(batch)) {
        return false;
      }
      batch = take();
    }
    return true;
  }

  private void finished(Try<Boolean> outcome) {
    if (outcome.isFailure()) {
      onFailure.run();
      Throwable cause = outcome.failed().get();
      take().forEach(append -> append.fail(cause));
    }
    boolean again;
    synchronized (waiting) {
      again = !waiting.isEmpty();
      writing = again;
    }
    if (again) {
      start();
    }
  }

  private List<Append> take() {
    synchronized (waiting) {
      List<Append> batch = new ArrayList<>();
      int events = 0;
      while (!waiting.isEmpty() && events < batchEventsMax) {
        Append append = waiting.remove();
        batch.add(append);
        events += append.events().size();
      }
      return batch;
    }
  }
}
