package io.bpfledger.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@RealKernel
final class SandboxTest {

  /** Larger than any process number a kernel gives. */
  private static final String OF_THE_DEAD = "bpfledger-test-9999999-1";

  @Test
  void closedSandboxesLeaveNothing() {
    Path cgroup;
    Path bpffs;
    NetworkSandbox network = NetworkSandbox.open();
    try (CgroupSandbox openCgroup = CgroupSandbox.open();
        BpffsSandbox openBpffs = BpffsSandbox.open()) {
      cgroup = openCgroup.path();
      bpffs = openBpffs.path();
      assertThat(cgroup).isDirectory();
      assertThat(new LinuxBpffs().isMounted(bpffs).orThrow()).isTrue();
      assertThat(new LinuxNetwork().identify(network.namespace()).succeeded()).isTrue();
    }
    network.close();

    assertThat(cgroup).doesNotExist();
    assertThat(bpffs).doesNotExist();
    assertThat(new LinuxNetwork().identify(network.namespace()).succeeded()).isFalse();
  }

  @Test
  void sandboxesDoNotShareNames() {
    try (BpffsSandbox one = BpffsSandbox.open();
        BpffsSandbox other = BpffsSandbox.open();
        NetworkSandbox here = NetworkSandbox.open();
        NetworkSandbox there = NetworkSandbox.open()) {
      assertThat(one.path()).isNotEqualTo(other.path());
      assertThat(here.namespace()).isNotEqualTo(there.namespace());
    }
  }

  @Test
  void whatADeadProcessLeftIsRemovedByTheNext() throws IOException {
    Path leftMount = Path.of("/run").resolve(OF_THE_DEAD);
    new LinuxBpffs().mount(leftMount).orThrow();
    Path leftCgroup;
    try (CgroupSandbox here = CgroupSandbox.open()) {
      leftCgroup = Files.createDirectory(here.path().resolveSibling(OF_THE_DEAD));
    }

    try (CgroupSandbox _ = CgroupSandbox.open();
        BpffsSandbox _ = BpffsSandbox.open()) {
      assertThat(leftMount).doesNotExist();
      assertThat(leftCgroup).doesNotExist();
    }
  }

  @Test
  void cableJoinsTwoNamespaces() {
    try (NetworkSandbox here = NetworkSandbox.open();
        NetworkSandbox there = NetworkSandbox.open()) {
      NetworkSandbox.Cable cable = here.cable("here", "there", there);

      assertThat(cable.near().namespace()).isEqualTo(here.namespace());
      assertThat(there.lookup("there")).isEqualTo(cable.far());
    }
  }

  @Test
  void childRunsInTheCgroupAndTheNamespace() {
    try (CgroupSandbox cgroup = CgroupSandbox.open();
        NetworkSandbox network = NetworkSandbox.open()) {
      network.cable("near", "far");
      String seen =
          SandboxedProcess.run(
                  cgroup, network, List.of("/bin/cat", "/proc/self/cgroup", "/proc/self/net/dev"))
              .orThrow();

      assertThat(seen).contains(cgroup.path().getFileName().toString(), "near:", "far:");
    }
  }
}
