package io.bpfledger.core.shell;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.work.Work;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that may wait for the kernel. Actors never do. */
public final class KernelPool {

  private static final Logger LOG = LoggerFactory.getLogger(KernelPool.class);

  private final Work work;
  private final Executor executor;

  /**
   * @param executor bounded, of platform threads: a thread that waits in the kernel cannot be lent
   *     to another task
   */
  public KernelPool(Work work, Executor executor) {
    this.work = work;
    this.executor = executor;
  }

  /** Carries a task out; the answer always comes. */
  CompletionStage<KernelAnswer> carryOut(KernelTask task) {
    return CompletableFuture.supplyAsync(() -> work.carryOut(task), executor)
        .exceptionally(
            mistake -> {
              LOG.error("{} broke", task, mistake);
              return new KernelAnswer.Broken(String.valueOf(mistake.getMessage()));
            });
  }
}
