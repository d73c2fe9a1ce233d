package io.bpfledger.kernel.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A simulated machine. Processes are started on it, the outside world acts on it, and it can be
 * rebooted. Safe for many threads; deterministic for one.
 */
public final class SimulatedHost {

  /** Who calls the listeners of subscriptions. */
  public enum Delivery {
    /** The thread that caused it, right after its operation. */
    AT_ONCE,
    /** Whoever calls {@link SimulatedHost#deliverNotifications()}. */
    WHEN_ASKED
  }

  /** How a machine is put together. */
  public static final class Builder {

    private static final int RECORDING_LIMIT = 100_000;

    private final long seed;
    private HostProfile profile = HostProfile.complete();
    private Delivery delivery = Delivery.AT_ONCE;
    private Pause pause = Pause.NONE;
    private boolean checksInvariants = true;
    private int recordingLimit = RECORDING_LIMIT;

    private Builder(long seed) {
      this.seed = seed;
    }

    public Builder profile(HostProfile newProfile) {
      profile = newProfile;
      return this;
    }

    public Builder delivery(Delivery newDelivery) {
      delivery = newDelivery;
      return this;
    }

    public Builder pause(Pause newPause) {
      pause = newPause;
      return this;
    }

    /** Benchmarks do without the check of all reference counts after every change. */
    public Builder withoutInvariantChecks() {
      checksInvariants = false;
      return this;
    }

    /** How many operations the recording keeps. */
    public Builder recordingLimit(int limit) {
      recordingLimit = limit;
      return this;
    }

    public SimulatedHost build() {
      return new SimulatedHost(this);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock deliveryLock = new ReentrantLock();
  private final long seed;
  private final HostProfile profile;
  private final Delivery delivery;
  private final Pause pause;
  private final boolean checksInvariants;
  private final Recording recording;
  private final HookCatalogue hooks = HookCatalogue.usual();
  private final TreeMap<String, FaultPlan> faults = new TreeMap<>();
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private int boots;
  private Machine machine;

  private SimulatedHost(Builder builder) {
    this.seed = builder.seed;
    this.profile = builder.profile;
    this.delivery = builder.delivery;
    this.pause = builder.pause;
    this.checksInvariants = builder.checksInvariants;
    this.recording = new Recording(builder.recordingLimit);
    this.machine = boot(seed, boots, profile, hooks);
  }

  /** A machine that has everything. */
  public static SimulatedHost seeded(long seed) {
    return builder(seed).build();
  }

  public static Builder builder(long seed) {
    return new Builder(seed);
  }

  private static Machine boot(long seed, int boots, HostProfile profile, HookCatalogue hooks) {
    return new Machine(profile, bootId(seed, boots), hooks);
  }

  /** Another one for each boot, and the same one for the same seed. */
  private static String bootId(long seed, int boots) {
    return UUID.nameUUIDFromBytes(
            NativeBytes.buffer(new byte[Long.BYTES + Integer.BYTES])
                .putLong(seed)
                .putInt(boots)
                .array())
        .toString();
  }

  /** Starts a process; any number may live at once, also of the same name. */
  public SimulatedProcess startProcess(String name) {
    return locked(
        () -> {
          processes.removeIf(process -> !process.isAlive());
          SimulatedProcess process = new SimulatedProcess(this, machine, name);
          processes.add(process);
          return process;
        });
  }

  /**
   * Everything is gone: processes, objects, mounts, namespaces and devices. Ids start again, and
   * the boot has another id. Recording and planned faults stay.
   */
  public void reboot() {
    List<SimulatedProcess> ended =
        locked(
            () -> {
              List<SimulatedProcess> all = List.copyOf(processes);
              all.forEach(SimulatedProcess::die);
              processes.clear();
              boots++;
              machine = boot(seed, boots, profile, hooks);
              return all;
            });
    ended.forEach(SimulatedProcess::tellOfDeath);
  }

  /** What happens on the machine without asking anybody. */
  public OutsideWorld outside() {
    return new OutsideWorld(this);
  }

  public Recording recording() {
    return recording;
  }

  /** The faults that wait for processes of that name, now or after a restart. */
  public FaultPlan faults(String process) {
    return locked(() -> faults.computeIfAbsent(process, _ -> new FaultPlan()));
  }

  /** Nanoseconds since boot on the simulated clock. */
  public long uptimeNanos() {
    return locked(() -> machine.clock().nanos());
  }

  /** Lets simulated time pass. */
  public void passTime(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("time does not run back");
    }
    locked(() -> machine.clock().advance(nanos));
  }

  /** Calls the listeners with what has happened since the last time. */
  public void deliverNotifications() {
    deliveryLock.lock();
    try {
      while (true) {
        Optional<NoticeBoard.Delivery> next = locked(() -> machine.notices().take());
        if (next.isEmpty()) {
          return;
        }
        next.get().to().tell(next.get().notification());
      }
    } finally {
      deliveryLock.unlock();
    }
  }

  /** Runs the work while no listener is being called. */
  void betweenDeliveries(Runnable work) {
    deliveryLock.lock();
    try {
      locked(work);
    } finally {
      deliveryLock.unlock();
    }
  }

  void deliverWaiting() {
    if (delivery == Delivery.AT_ONCE
        && !lock.isHeldByCurrentThread()
        && !deliveryLock.isHeldByCurrentThread()) {
      deliverNotifications();
    }
  }

  Machine machine() {
    return machine;
  }

  Pause pause() {
    return pause;
  }

  /** The living processes, for whoever holds the lock. */
  List<SimulatedProcess> processes() {
    return List.copyOf(processes);
  }

  void checkInvariants() {
    if (checksInvariants) {
      Invariants.check(machine, processes);
    }
  }

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
