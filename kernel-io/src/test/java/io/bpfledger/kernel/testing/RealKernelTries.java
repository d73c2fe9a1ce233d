package io.bpfledger.kernel.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Ends the tries of a class with the class.
 *
 * <p>jqwik stops waiting for a long shrinking, but not the thread that shrinks. That would go on to
 * use the kernel beside the next class, and what it holds would look like a leak.
 */
final class RealKernelTries implements AroundTryHook {

  private static final int WAIT_SECONDS = 60;

  /** Tries share it; the end of the class takes it alone, and then there are no more tries. */
  private static final class Gate {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;
  }

  private static final Map<Class<?>, Gate> GATES = new ConcurrentHashMap<>();

  static void begin(Class<?> container) {
    GATES.put(container, new Gate());
  }

  /** Waits for the try that is running, if any is, and lets none begin. */
  static void end(Class<?> container) {
    Gate gate = GATES.getOrDefault(container, new Gate());
    try {
      if (!gate.lock.writeLock().tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a try of " + container.getSimpleName() + " does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      gate.closed = true;
    } finally {
      gate.lock.writeLock().unlock();
    }
  }

  /** A try that comes too late counts for nothing, so that the shrinking finds no more to do. */
  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) throws Throwable {
    Gate gate = GATES.computeIfAbsent(context.containerClass(), _ -> new Gate());
    gate.lock.readLock().lock();
    try {
      return gate.closed ? TryExecutionResult.invalid() : aTry.execute(parameters);
    } finally {
      gate.lock.readLock().unlock();
    }
  }
}
