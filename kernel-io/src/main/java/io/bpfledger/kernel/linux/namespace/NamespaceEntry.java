package io.bpfledger.kernel.linux.namespace;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs calls inside another network namespace.
 *
 * <p>Each time on a platform thread of its own that dies afterwards. A thread that went there
 * cannot be trusted to be back, and a virtual thread would leave its carrier, and with it others,
 * inside.
 */
public final class NamespaceEntry {

  private NamespaceEntry() {}

  /** What the work answers, done in the namespace; or why the namespace could not be entered. */
  public static <T> Result<T> within(
      NetworkNamespace namespace, Operation operation, Supplier<Result<T>> work) {
    if (namespace.equals(NetworkNamespace.OWN)) {
      return work.get();
    }
    return NamespaceFile.open(namespace, operation)
        .flatMap(
            file -> {
              try (file) {
                return onThreadOfItsOwn(() -> enter(file, namespace, operation, work));
              }
            });
  }

  private static <T> Result<T> enter(
      NamespaceFile file,
      NetworkNamespace namespace,
      Operation operation,
      Supplier<Result<T>> work) {
    long answer =
        SystemCalls.call(SystemCall.SETNS, file.descriptor().number(), NamespaceFile.CLONE_NEWNET);
    if (answer < 0) {
      KernelError error = Answer.error(answer, operation, namespace.path());
      return Result.failure(
          error.withDetail("entering a network namespace needs CAP_SYS_ADMIN in it"));
    }
    return work.get();
  }

  private static <T> Result<T> onThreadOfItsOwn(Supplier<Result<T>> work) {
    FutureTask<Result<T>> task = new FutureTask<>(work::get);
    Thread.ofPlatform().name("network-namespace").daemon().start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          // What runs inside is a kernel call that cannot be taken back: wait for its answer.
          interrupted = true;
        } catch (ExecutionException failed) {
          throw new IllegalStateException("in a network namespace", failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
