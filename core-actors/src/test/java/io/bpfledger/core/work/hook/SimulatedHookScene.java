package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.simulated.FaultPlan;
import io.bpfledger.kernel.simulated.OutsideWorld;
import io.bpfledger.kernel.simulated.Pause;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;

/** In memory. */
final class SimulatedHookScene extends HookScene {

  static final String PROCESS = "bpfledger";

  private static final Path ROOT = Path.of("/run/bpfledger/fs");
  private static final byte[] PACKET = new byte[60];

  private final SimulatedHost host;
  private final NetworkNamespace namespace;
  private SimulatedProcess kernel;
  private NetworkInterface device;

  SimulatedHookScene(HookPoint point) {
    this(point, Pause.NONE);
  }

  /**
   * @param pause what happens before operations that are made slow
   */
  SimulatedHookScene(HookPoint point, Pause pause) {
    super(point);
    host = SimulatedHost.builder(7).pause(pause).build();
    namespace = host.outside().addNamespace("blue");
    device = host.outside().addInterface(namespace, "veth0");
    kernel = host.startProcess(PROCESS);
    kernel.bpffs().mount(ROOT).orThrow();
    prepare();
  }

  SimulatedHost host() {
    return host;
  }

  OutsideWorld outside() {
    return host.outside();
  }

  FaultPlan faults() {
    return host.faults(PROCESS);
  }

  @Override
  SimulatedProcess kernel() {
    return kernel;
  }

  /** Another process, after the one before died. */
  void restart() {
    if (kernel.isAlive()) {
      kernel.crash();
    }
    kernel = host.startProcess(PROCESS);
  }

  @Override
  Path root() {
    return ROOT;
  }

  @Override
  NetworkInterface device() {
    return device;
  }

  @Override
  void removeDevice() {
    outside().removeInterface(device);
  }

  @Override
  void addDevice() {
    device = outside().addInterface(namespace, "veth0");
  }

  @Override
  void packets(int count, int steps) {
    for (int sent = 0; sent < count; sent++) {
      switch (point()) {
        case XDP, TC_INGRESS, TCX_INGRESS -> outside().receive(device, PACKET).orThrow();
        case TC_EGRESS, TCX_EGRESS -> outside().transmit(device, PACKET).orThrow();
      }
    }
  }

  @Override
  public void close() {
    if (kernel.isAlive()) {
      kernel.close();
    }
  }
}
