package io.bpfledger.journal.store.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import akka.dispatch.Futures;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;

/** The one writer: when it takes a connection, and when it gives it back. */
final class AppendQueueTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path scratch;
  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private final AtomicInteger borrowed = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private LedgerStore store;

  @BeforeEach
  void open() throws IOException {
    store = LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow();
  }

  @AfterEach
  void close() throws IOException {
    threads.shutdownNow();
    store.close();
  }

  /** One thread, and a connection for each piece of work. */
  private final class CountingPool implements Pool {
    @Override
    public <T> Future<T> run(Work<T> work) {
      borrowed.incrementAndGet();
      Promise<T> promise = Futures.promise();
      threads.execute(
          () -> {
            try (Connection connection = store.database().connect()) {
              promise.success(work.on(connection));
            } catch (SQLException failure) {
              promise.failure(failure);
            }
          });
      return promise.future();
    }
  }

  private AppendQueue queue(int appendsMax) {
    return new AppendQueue(
        new CountingPool(), appendsMax, 100, Runnable::run, failures::incrementAndGet);
  }

  private static Append append(String stream, long sequenceNumber) {
    return Append.of(
        List.of(
            new EventContent(
                stream, sequenceNumber, "writer", 1, "", 4, "", Bytes.copyOf(new byte[] {1}))),
        Map.of());
  }

  private static void await(Future<BoxedUnit> future) throws Exception {
    Await.ready(future, scala.concurrent.duration.Duration.fromNanos(PATIENCE.toNanos()));
  }

  private static boolean succeeded(Future<BoxedUnit> future) {
    return future.value().get().isSuccess();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    store.reader().inOrder(0, event -> names.add(event.name()));
    return names;
  }

  @Test
  void writerKeepsItsConnectionWhileThereIsWork() throws Exception {
    AppendQueue queue = queue(10);
    for (int number = 1; number <= 20; number++) {
      Future<BoxedUnit> written = queue.add(append("a", number));
      await(written);
      assertThat(succeeded(written)).isTrue();
    }
    assertThat(borrowed).hasValue(1);
    assertThat(names()).hasSize(20);
  }

  @Test
  void idleWriterGivesItsConnectionBackAndTheNextWriteTakesAnother() throws Exception {
    AppendQueue queue = queue(10);
    await(queue.add(append("a", 1)));
    // Whoever shares the pool's only thread gets it, though nothing was written since.
    threads.submit(() -> {}).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Future<BoxedUnit> later = queue.add(append("a", 2));
    await(later);
    assertThat(succeeded(later)).isTrue();
    assertThat(borrowed).hasValue(2);
    assertThat(names()).containsExactly("a#1", "a#2");
  }

  @Test
  void writerLeavesItsConnectionAfterFailure() throws Exception {
    AppendQueue queue = queue(10);
    await(queue.add(append("a", 1)));
    Future<BoxedUnit> twin = queue.add(append("a", 1));
    await(twin);
    assertThat(succeeded(twin)).isFalse();
    assertThat(failures).hasValue(1);
    Future<BoxedUnit> next = queue.add(append("a", 2));
    await(next);
    assertThat(succeeded(next)).isTrue();
    assertThat(borrowed).hasValue(2);
  }

  @Test
  void closedPoolDoesNotWaitForAnIdleWriter() throws Exception {
    AppendQueue queue = queue(10);
    await(queue.add(append("a", 1)));
    threads.shutdownNow();
    assertThat(threads.awaitTermination(400, TimeUnit.MILLISECONDS)).isTrue();
  }

  @Test
  void appendThatFindsNoRoomIsTurnedAway() throws Exception {
    CountDownLatch full = new CountDownLatch(1);
    threads.execute(() -> awaitQuietly(full));
    AppendQueue queue = queue(2);
    List<Future<BoxedUnit>> written =
        List.of(queue.add(append("a", 1)), queue.add(append("a", 2)), queue.add(append("a", 3)));
    assertThat(written.stream().map(Future::isCompleted)).containsExactly(false, false, true);
    assertThat(succeeded(written.get(2))).isFalse();
    full.countDown();
    await(written.get(1));
    assertThat(names()).containsExactly("a#1", "a#2");
  }
}
