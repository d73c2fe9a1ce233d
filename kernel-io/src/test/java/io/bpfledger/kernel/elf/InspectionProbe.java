package io.bpfledger.kernel.elf;

import com.sun.management.ThreadMXBean;
import io.bpfledger.kernel.ObjectBytes;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * Inspects objects and watches: nothing is thrown but {@link ElfRejected}, no object takes longer
 * than a second of processor time, and no more is allocated than the bound allows.
 */
final class InspectionProbe {

  /** Allocated at most: this for every byte of the file, and {@link #ALLOCATED_BASE} on top. */
  static final long ALLOCATED_PER_BYTE = 64;

  static final long ALLOCATED_BASE = 64 << 10;

  static final long NANOS_MAX = 1_000_000_000L;

  /**
   * What is over a bound is measured again: the first time a class is used the JVM allocates too.
   */
  private static final int MEASUREMENTS = 3;

  /** Programs of one object whose reach is walked too; each walk is within the bound by itself. */
  private static final int WALKED_PROGRAMS = 3;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What happened to one object. */
  record Outcome(
      Optional<ObjectInspection> inspection,
      Optional<ElfRejected> rejection,
      long nanos,
      long allocated) {}

  private interface Step {
    void run() throws ElfRejected;
  }

  private record Cost(long nanos, long allocated, Optional<ElfRejected> rejection) {

    boolean over(int size) {
      return nanos > NANOS_MAX || allocated > bound(size);
    }
  }

  private InspectionProbe() {}

  static long bound(int size) {
    return ALLOCATED_PER_BYTE * size + ALLOCATED_BASE;
  }

  static Outcome inspect(ObjectBytes object) {
    ObjectInspection[] inspection = new ObjectInspection[1];
    Cost cost = measure(object, "inspection", () -> inspection[0] = ObjectInspection.of(object));
    Optional<ObjectInspection> accepted = Optional.ofNullable(inspection[0]);
    accepted.ifPresent(found -> walk(object, found));
    return new Outcome(accepted, cost.rejection(), cost.nanos(), cost.allocated());
  }

  private static void walk(ObjectBytes object, ObjectInspection inspection) {
    List<ProgramDefinition> programs = inspection.programs();
    for (ProgramDefinition program :
        programs.subList(0, Math.min(WALKED_PROGRAMS, programs.size()))) {
      measure(object, "reach of " + program.name(), () -> ProgramReach.of(inspection, program));
    }
  }

  private static Cost measure(ObjectBytes object, String what, Step step) {
    Cost cost = measureOnce(step);
    for (int i = 1; cost.over(object.size()) && i < MEASUREMENTS; i++) {
      cost = measureOnce(step);
    }
    if (cost.over(object.size())) {
      throw new AssertionError(
          "%s of %d bytes took %d ms of %d and allocated %d bytes of %d"
              .formatted(
                  what,
                  object.size(),
                  cost.nanos() / 1_000_000,
                  NANOS_MAX / 1_000_000,
                  cost.allocated(),
                  bound(object.size())));
    }
    return cost;
  }

  private static Cost measureOnce(Step step) {
    Optional<ElfRejected> rejection = Optional.empty();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    try {
      step.run();
    } catch (ElfRejected declared) {
      rejection = Optional.of(declared);
    }
    return new Cost(
        THREADS.getCurrentThreadCpuTime() - nanos,
        THREADS.getCurrentThreadAllocatedBytes() - allocated,
        rejection);
  }
}
