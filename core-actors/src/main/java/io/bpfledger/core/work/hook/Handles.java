package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Pins;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.Operation;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What is open during one task; all of it is closed at its end, the last opened first. */
final class Handles implements AutoCloseable {

  private final Deque<Handle> open = new ArrayDeque<>();

  <T extends Handle> T keep(T handle) {
    open.push(handle);
    return handle;
  }

  /** Opens what is pinned at a path, which must be of that type; empty if nothing is. */
  <T extends Handle> Optional<T> pinned(Pins pins, Path path, Class<T> type) {
    return pins.open(path).orThrow().map(this::keep).map(handle -> expected(handle, path, type));
  }

  private static <T extends Handle> T expected(Handle handle, Path path, Class<T> type) {
    if (!type.isInstance(handle)) {
      throw new KernelFailure(
          KernelError.of(
              Operation.OPEN_PIN,
              path.toString(),
              Errno.EINVAL,
              "something else is pinned there, which is not ours"));
    }
    return type.cast(handle);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
