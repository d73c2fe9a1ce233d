package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.simulated.HostProfile;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;
import java.util.Map;

/** A machine in memory, with nothing on it but what the test makes. */
public final class SimulatedWorld implements World {

  private static final int PAGE_BYTES = 4096;
  private static final int LIVING_PROCESS = 4711;

  private final SimulatedHost host =
      SimulatedHost.builder(1).profile(HostProfile.hardened()).build();
  private final SimulatedProcess kernel = host.startProcess("bpfledger");
  private final NetworkNamespace namespace = host.outside().addNamespace("contract");
  private final Path bpffs = Path.of("/run/bpfledger/fs");
  private final Path cgroup = Path.of("/sys/fs/cgroup/contract");
  private final long cgroupId = host.outside().addCgroup(cgroup);
  private final Path binary = Path.of("/usr/bin/contract");

  public SimulatedWorld() {
    host.outside().addBinary(binary, PAGE_BYTES, Map.of());
    host.outside().addPid(LIVING_PROCESS);
    kernel.bpffs().mount(bpffs).orThrow();
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Path bpffs() {
    return bpffs;
  }

  @Override
  public NetworkNamespace namespace() {
    return namespace;
  }

  @Override
  public NetworkInterface addDevice(String name) {
    return host.outside().addInterface(namespace, name);
  }

  @Override
  public void removeDevice(String name) {
    host.outside().removeInterface(kernel.network().lookup(namespace, name).orThrow());
  }

  @Override
  public Path cgroup() {
    return cgroup;
  }

  @Override
  public long cgroupId() {
    return cgroupId;
  }

  @Override
  public void removeCgroup() {
    host.outside().removeCgroup(cgroup);
  }

  @Override
  public Path binary() {
    return binary;
  }

  @Override
  public int livingProcess() {
    return LIVING_PROCESS;
  }

  @Override
  public ProgramId runAndKill(DyingScript script, NetworkInterface device) {
    SimulatedProcess dying = host.startProcess("dying");
    String made = script.run(dying, bpffs, device);
    dying.crash();
    return new ProgramId(Integer.parseUnsignedInt(made));
  }

  @Override
  public String inventoryWithoutDescriptors() {
    SimulatedHost poor =
        SimulatedHost.builder(2).profile(HostProfile.hardened().withHandleLimit(20)).build();
    return ScarceInventory.take(poor.startProcess("scarce"));
  }

  @Override
  public void removeNamespace() {
    host.outside().removeNamespace(namespace);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
