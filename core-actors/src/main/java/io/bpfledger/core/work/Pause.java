package io.bpfledger.core.work;

import java.util.concurrent.locks.LockSupport;

/** How work waits for others. */
@FunctionalInterface
public interface Pause {

  /** Lets real time pass. */
  Pause REAL = nanos -> LockSupport.parkNanos(nanos);

  void lasting(long nanos);
}
