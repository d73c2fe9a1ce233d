package io.bpfledger.core.work.hook;

import io.bpfledger.kernel.Handle;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is open during one task; all of it is closed at its end, the last opened first. */
final class Handles implements AutoCloseable {

  private final Deque<Handle> open = new ArrayDeque<>();

  <T extends Handle> T keep(T handle) {
    open.push(handle);
    return handle;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
