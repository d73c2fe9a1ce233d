package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Operation;

/** Where a slow operation, or a late answer, waits. The simulation itself never sleeps. */
@FunctionalInterface
public interface Pause {

  /** Time passes on the simulated clock only. */
  Pause NONE = (_, _, _) -> {};

  /** Called outside the machine's lock, so that other operations can overtake. */
  void pause(Operation operation, String object, long nanos);
}
