package io.bpfledger.kernel.linux.namespace;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Work on a platform thread of its own that dies afterwards, and with it what the work did to its
 * thread.
 */
public final class OwnThread {

  private OwnThread() {}

  /**
   * What the work answers. It is waited for even by a thread that is interrupted, which then stays
   * so: calls of the kernel cannot be taken back.
   */
  public static <T> T run(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.ofPlatform().name(name).daemon().start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException failed) {
          throw new IllegalStateException("on the thread " + name, failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
