package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;

/** An open reference of one process to one object. It dies with the process. */
abstract sealed class SimulatedHandle {

  private final SimulatedProcess process;
  private final KernelObject object;

  private SimulatedHandle(SimulatedProcess process, KernelObject object) {
    this.process = process;
    this.object = object;
  }

  SimulatedProcess process() {
    return process;
  }

  KernelObject object() {
    return object;
  }

  public final boolean isOpen() {
    return process.holds(this);
  }

  public final void close() {
    process.closeHandle(this);
  }

  @Override
  public final String toString() {
    return object.describe();
  }

  static final class OfProgram extends SimulatedHandle implements ProgramHandle {
    OfProgram(SimulatedProcess process, ProgramObject program) {
      super(process, program);
    }
  }

  static final class OfMap extends SimulatedHandle implements MapHandle {
    private final MapAccess access;

    OfMap(SimulatedProcess process, MapObject map, MapAccess access) {
      super(process, map);
      this.access = access;
    }

    MapAccess access() {
      return access;
    }
  }

  static final class OfLink extends SimulatedHandle implements LinkHandle {
    OfLink(SimulatedProcess process, LinkObject link) {
      super(process, link);
    }
  }
}
