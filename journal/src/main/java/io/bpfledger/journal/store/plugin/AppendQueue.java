package io.bpfledger.journal.store.plugin;

import akka.dispatch.ExecutionContexts;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Group commit: one writer, and whatever comes while it commits goes into its next commit. A lone
 * write waits for nobody. One writer is not a limit but what makes it fast: writers of one database
 * wait for each other's locks and syncs, and each makes what the others have cached worthless.
 */
final class AppendQueue {

  /**
   * How long the writer keeps its connection when there is nothing to write. As long as the pool
   * trusts an idle connection without trying it: a server that went away meanwhile is noticed by
   * the pool, not by a write.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Pool pool;
  private final int appendsMax;
  private final int batchEventsMax;
  private final Executor answers;
  private final Runnable onFailure;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Queue<Append> waiting = new ArrayDeque<>();
  private boolean writing;
  private boolean lingering;

  /**
   * @param appendsMax how many may wait; one more is turned away
   * @param batchEventsMax how many events go into one commit
   * @param answers tells what was written that it was
   * @param onFailure run before a failed append is told so
   */
  AppendQueue(Pool pool, int appendsMax, int batchEventsMax, Executor answers, Runnable onFailure) {
    this.pool = pool;
    this.appendsMax = appendsMax;
    this.batchEventsMax = batchEventsMax;
    this.answers = answers;
    this.onFailure = onFailure;
  }

  Future<BoxedUnit> add(Append append) {
    boolean start;
    lock.lock();
    try {
      if (waiting.size() >= appendsMax) {
        append.fail(new IllegalStateException("more than " + appendsMax + " writes are waiting"));
        return append.future();
      }
      waiting.add(append);
      start = !writing;
      writing = true;
      if (lingering) {
        lingering = false;
        added.signal();
      }
    } finally {
      lock.unlock();
    }
    if (start) {
      start();
    }
    return append.future();
  }

  private void start() {
    pool.run(this::writeWhileWanted)
        .onComplete(
            outcome -> {
              finished(outcome);
              return BoxedUnit.UNIT;
            },
            ExecutionContexts.fromExecutor(Runnable::run));
  }

  /** Stays on its thread and connection while there is work; leaves both after a failure. */
  private boolean writeWhileWanted(Connection connection) {
    AppendTransaction transaction = new AppendTransaction(connection, answers, onFailure);
    List<Append> batch = take();
    while (!batch.isEmpty()) {
      if (!transaction.write(batch)) {
        return false;
      }
      linger();
      batch = take();
    }
    return true;
  }

  /** Waits a little for something to write. The pool interrupts its threads when it is closed. */
  private void linger() {
    lock.lock();
    try {
      long left = LINGER_NANOS;
      while (waiting.isEmpty() && left > 0) {
        lingering = true;
        left = added.awaitNanos(left);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      lingering = false;
      lock.unlock();
    }
  }

  private void finished(Try<Boolean> outcome) {
    if (outcome.isFailure()) {
      onFailure.run();
      Throwable cause = outcome.failed().get();
      take().forEach(append -> append.fail(cause));
    }
    boolean again;
    lock.lock();
    try {
      again = !waiting.isEmpty();
      writing = again;
    } finally {
      lock.unlock();
    }
    if (again) {
      start();
    }
  }

  private List<Append> take() {
    List<Append> batch = new ArrayList<>();
    lock.lock();
    try {
      int events = 0;
      while (!waiting.isEmpty() && events < batchEventsMax) {
        Append append = waiting.remove();
        batch.add(append);
        events += append.events().size();
      }
    } finally {
      lock.unlock();
    }
    return batch;
  }
}
