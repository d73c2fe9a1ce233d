package io.bpfledger.kernel.linux.ffi;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A file descriptor that is owned and will be closed once. */
public final class FileDescriptor implements AutoCloseable {

  private static final AtomicLong OPEN = new AtomicLong();
  private static final int CLOSED = -1;
  private static final int F_DUPFD_CLOEXEC = 1030;

  /** The first number a duplicate may have: never that of a standard stream. */
  private static final int FIRST_NUMBER = 3;

  private final AtomicInteger number;

  private FileDescriptor(int number) {
    this.number = new AtomicInteger(number);
    OPEN.incrementAndGet();
  }

  /** Takes over a descriptor that a call answered. */
  public static FileDescriptor owning(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("no file descriptor: " + number);
    }
    return new FileDescriptor((int) number);
  }

  /**
   * Another descriptor for what somebody else's descriptor is open on, closed on exec.
   *
   * @return what {@link #owning} takes, or the negative error number
   */
  public static long duplicate(int number) {
    return SystemCalls.call(SystemCall.FCNTL, number, F_DUPFD_CLOEXEC, FIRST_NUMBER);
  }

  /** How many are open in this process: a leak check compares two readings. */
  public static long openCount() {
    return OPEN.get();
  }

  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  /**
   * The number, to pass to a call.
   *
   * @throws IllegalStateException when it was closed: the number may by now be another file's
   */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("this file descriptor was closed");
    }
    return current;
  }

  /** Gives the descriptor to somebody who will close it, such as libbpf. */
  public int release() {
    int current = number.getAndSet(CLOSED);
    if (current == CLOSED) {
      throw new IllegalStateException("this file descriptor was closed");
    }
    OPEN.decrementAndGet();
    return current;
  }

  @Override
  public void close() {
    int current = number.getAndSet(CLOSED);
    if (current != CLOSED) {
      OPEN.decrementAndGet();
      // The kernel frees the number even when close reports an error, so there is nothing to retry.
      SystemCalls.call(SystemCall.CLOSE, current);
    }
  }
}
