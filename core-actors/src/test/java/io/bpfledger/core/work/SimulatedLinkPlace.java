package io.bpfledger.core.work;

import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.simulated.FaultPlan;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;
import java.util.Map;

/** A machine in memory, whose processes can be killed and whose operations can fail. */
final class SimulatedLinkPlace implements LinkPlace {

  private static final String SERVICE = "bpfledger";
  private static final int PROCESS = 4711;
  private static final int PAGE_BYTES = 4096;
  private static final Path FILE_SYSTEM = Path.of("/run/bpfledger/fs");
  private static final Path CGROUP = Path.of("/sys/fs/cgroup/links");
  private static final Path BINARY = Path.of("/usr/bin/quiet");

  private final SimulatedHost host = SimulatedHost.seeded(4);
  private final NetworkNamespace namespace;
  private SimulatedProcess service;

  SimulatedLinkPlace() {
    namespace = host.outside().addNamespace("links");
    host.outside().addCgroup(CGROUP);
    host.outside().addPid(PROCESS);
    host.outside().addKernelFunction("task_getpgid");
    host.outside().addBinary(BINARY, PAGE_BYTES, Map.of());
    host.outside().addBinary(Path.of("/lib/libquiet.so.1"), PAGE_BYTES, Map.of("hush", 256L));
    service = host.startProcess(SERVICE);
    service.bpffs().mount(FILE_SYSTEM).orThrow();
  }

  SimulatedHost host() {
    return host;
  }

  FaultPlan faults() {
    return host.faults(SERVICE);
  }

  /** The service, started again if it was killed. */
  SimulatedProcess restarted() {
    if (!service.isAlive()) {
      service = host.startProcess(SERVICE);
    }
    return service;
  }

  @Override
  public SimulatedProcess kernel() {
    return service;
  }

  @Override
  public Path bpffs() {
    return FILE_SYSTEM;
  }

  @Override
  public NetworkNamespace namespace() {
    return namespace;
  }

  @Override
  public Path cgroup() {
    return CGROUP;
  }

  @Override
  public Path binary() {
    return BINARY;
  }

  @Override
  public String library() {
    return "libquiet";
  }

  @Override
  public String function() {
    return "hush";
  }

  @Override
  public int process() {
    return PROCESS;
  }

  @Override
  public String structure() {
    return "quiet";
  }

  @Override
  public void close() {
    service.close();
  }
}
