package io.bpfledger.kernel.linux.namespace;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.NamespaceFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
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
                return OwnThread.run(
                    "network-namespace", () -> enter(file, namespace, operation, work));
              }
            });
  }

  private static <T> Result<T> enter(
      NamespaceFile file,
      NetworkNamespace namespace,
      Operation operation,
      Supplier<Result<T>> work) {
    long answer =
        SystemCalls.call(SystemCall.SETNS, file.descriptor().number(), NamespaceFlags.NETWORK);
    if (answer < 0) {
      KernelError error = Answer.error(answer, operation, namespace.path());
      return Result.failure(
          error.withDetail("entering a network namespace needs CAP_SYS_ADMIN in it"));
    }
    return work.get();
  }
}
