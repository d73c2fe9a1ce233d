package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Host;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.Links;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Network;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Objects;
import io.bpfledger.kernel.Programs;
import io.bpfledger.kernel.TrafficControl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One process on a simulated machine: a kernel with handles of its own. When it dies its handles
 * are gone, and so is what only they kept.
 */
public final class SimulatedProcess implements Kernel {

  private final SimulatedHost host;
  private final Machine machine;
  private final String name;
  private final CallGate gate;
  private final Set<SimulatedHandle> handles = new LinkedHashSet<>();
  private final List<SimulatedSubscription> subscriptions = new ArrayList<>();
  private final List<Runnable> mourners = new ArrayList<>();
  private final ReentrantLock mourning = new ReentrantLock();
  private boolean alive = true;

  SimulatedProcess(SimulatedHost host, Machine machine, String name) {
    this.host = host;
    this.machine = machine;
    this.name = name;
    this.gate = new CallGate(host, this);
  }

  public String name() {
    return name;
  }

  public boolean isAlive() {
    return host.locked(() -> alive);
  }

  /** How many handles the process has open; a leak shows here. */
  public int openHandles() {
    return host.locked(handles::size);
  }

  /** Kills the process, as SIGKILL does: nothing of it runs any more, every handle is gone. */
  public void crash() {
    host.locked(
        () -> {
          die();
          host.checkInvariants();
        });
    tellOfDeath();
    host.deliverWaiting();
  }

  /**
   * Runs the work once the process is dead, however it died, or at once if it is: what has to stop
   * with it stops here. A call that meets the crash does not end before the work has, so the work
   * must not wait for other calls of this process.
   */
  public void whenDead(Runnable work) {
    host.locked(() -> mourners.add(work));
    tellOfDeath();
  }

  @Override
  public Objects objects() {
    return new SimulatedObjects(this);
  }

  @Override
  public Programs programs() {
    return new SimulatedPrograms(this);
  }

  @Override
  public Maps maps() {
    return new SimulatedMaps(this);
  }

  @Override
  public Links links() {
    return new SimulatedLinks(this);
  }

  @Override
  public Bpffs bpffs() {
    return new SimulatedBpffs(this);
  }

  @Override
  public Network network() {
    return new SimulatedNetwork(this);
  }

  @Override
  public TrafficControl trafficControl() {
    return new SimulatedTrafficControl(this);
  }

  @Override
  public Features features() {
    return new SimulatedFeatures(this);
  }

  @Override
  public Notifications notifications() {
    return new SimulatedNotifications(this);
  }

  @Override
  public Host host() {
    return new SimulatedHostFacts(this);
  }

  /** Ends the process in good order, which leaves as much behind as a crash: nothing. */
  @Override
  public void close() {
    crash();
  }

  Machine machine() {
    return machine;
  }

  CallGate gate() {
    return gate;
  }

  void requireAlive() {
    if (!alive) {
      throw new ProcessDied(name);
    }
  }

  void die() {
    alive = false;
    for (SimulatedHandle handle : List.copyOf(handles)) {
      drop(handle);
    }
    subscriptions.forEach(machine.notices()::unsubscribe);
    subscriptions.clear();
  }

  /** Never under the machine's lock: the work may look at the machine. */
  void tellOfDeath() {
    if (isAlive()) {
      return;
    }
    mourning.lock();
    try {
      List<Runnable> left =
          host.locked(
              () -> {
                List<Runnable> taken = List.copyOf(mourners);
                mourners.clear();
                return taken;
              });
      left.forEach(Runnable::run);
    } finally {
      mourning.unlock();
    }
  }

  SimulatedHandle.OfProgram open(ProgramObject program) {
    SimulatedHandle.OfProgram handle = new SimulatedHandle.OfProgram(this, program);
    keep(handle);
    return handle;
  }

  SimulatedHandle.OfMap open(MapObject map) {
    return open(map, MapAccess.READ_WRITE);
  }

  SimulatedHandle.OfMap open(MapObject map, MapAccess access) {
    SimulatedHandle.OfMap handle = new SimulatedHandle.OfMap(this, map, access);
    keep(handle);
    return handle;
  }

  SimulatedHandle.OfLink open(LinkObject link) {
    SimulatedHandle.OfLink handle = new SimulatedHandle.OfLink(this, link);
    keep(handle);
    return handle;
  }

  Handle openAny(KernelObject object) {
    return switch (object) {
      case ProgramObject program -> open(program);
      case MapObject map -> open(map);
      case LinkObject link -> open(link);
      case BtfObject _ -> throw new Refusal(Errno.EINVAL, "type information has no handle here");
    };
  }

  /** Refuses, before anything is made, what would need more handles than the process may have. */
  void requireRoomForHandles(int count) {
    if (handles.size() + count > machine.profile().handleLimit()) {
      throw new Refusal(Errno.EMFILE, "the process has too many open handles");
    }
  }

  private void keep(SimulatedHandle handle) {
    handle.object().retainForUser();
    handles.add(handle);
  }

  private void drop(SimulatedHandle handle) {
    if (handles.remove(handle)) {
      handle.object().releaseForUser();
    }
  }

  boolean holds(SimulatedHandle handle) {
    return host.locked(() -> handles.contains(handle));
  }

  /** Gives back a handle in the middle of an operation. */
  void dropUnseen(Handle handle) {
    if (handle instanceof SimulatedHandle own) {
      drop(own);
    }
  }

  /** Of a process that died there is nothing left to close. */
  void closeHandle(SimulatedHandle handle) {
    host.locked(
        () -> {
          if (handles.contains(handle)) {
            drop(handle);
            host.checkInvariants();
          }
        });
    host.deliverWaiting();
  }

  /** The object behind a handle that the caller passes in. */
  ProgramObject program(Handle handle) {
    if (object(handle) instanceof ProgramObject program) {
      return program;
    }
    throw new Refusal(Errno.EINVAL, "the handle is of no program");
  }

  MapObject map(Handle handle) {
    if (object(handle) instanceof MapObject map) {
      return map;
    }
    throw new Refusal(Errno.EINVAL, "the handle is of no map");
  }

  /** What the handle of a map lets its holder do. */
  MapAccess access(MapHandle handle) {
    return handle instanceof SimulatedHandle.OfMap own ? own.access() : MapAccess.READ_WRITE;
  }

  LinkObject link(Handle handle) {
    if (object(handle) instanceof LinkObject link) {
      return link;
    }
    throw new Refusal(Errno.EINVAL, "the handle is of no link");
  }

  /** Using a closed handle, or one of another process, is a mistake of the caller's code. */
  KernelObject object(Handle handle) {
    if (!(handle instanceof SimulatedHandle own) || own.process() != this) {
      throw new IllegalArgumentException("a handle of another kernel or process: " + handle);
    }
    if (!handles.contains(own)) {
      throw new IllegalStateException("this handle was closed: " + own.object().describe());
    }
    return own.object();
  }

  List<KernelObject> heldObjects() {
    return handles.stream().map(SimulatedHandle::object).toList();
  }

  void subscribe(SimulatedSubscription subscription) {
    subscriptions.add(subscription);
    machine.notices().subscribe(subscription);
  }

  void unsubscribe(SimulatedSubscription subscription) {
    host.betweenDeliveries(
        () -> {
          subscriptions.remove(subscription);
          machine.notices().unsubscribe(subscription);
        });
  }

  @Override
  public String toString() {
    return name;
  }
}
