package io.bpfledger.reconciler.foreign;

import java.util.List;
import java.util.Optional;

/**
 * Who is known to put things into kernels, and by what. One table: the first line that fits is the
 * guess, so better clues stand first.
 */
public final class Owners {

  static final List<OwnerRule> TABLE =
      List.of(
          new OwnerRule.ByPin("bpfman", "/run/bpfman/"),
          new OwnerRule.ByPin("bpfman", "/sys/fs/bpf/bpfman"),
          new OwnerRule.ByPin("libxdp", "/sys/fs/bpf/xdp/"),
          new OwnerRule.ByPin("Cilium", "/sys/fs/bpf/cilium"),
          new OwnerRule.ByPin("Cilium", "/sys/fs/bpf/tc/globals/cilium_"),
          new OwnerRule.ByPin("Calico", "/sys/fs/bpf/calico"),
          new OwnerRule.ByPin("Calico", "/sys/fs/bpf/tc/globals/cali_"),
          new OwnerRule.ByPin("Tetragon", "/sys/fs/bpf/tetragon"),
          new OwnerRule.ByPin("Kmesh", "/sys/fs/bpf/bpf_kmesh"),
          new OwnerRule.ByPin("systemd", "/sys/fs/bpf/systemd"),
          new OwnerRule.ByPin("snapd", "/sys/fs/bpf/snap"),
          new OwnerRule.ByPin("the kernel itself", "/sys/fs/bpf/maps.debug"),
          new OwnerRule.ByPin("the kernel itself", "/sys/fs/bpf/progs.debug"),
          new OwnerRule.ByPin("iproute2", "/sys/fs/bpf/tc/"),
          new OwnerRule.ByPin("iproute2", "/sys/fs/bpf/ip/"),
          // The cgroup firewall of systemd is the same few instructions everywhere.
          new OwnerRule.ByTag("systemd", "6deef7357e7b4530"),
          new OwnerRule.ByName("the kernel itself", List.of("dump_bpf_map", "dump_bpf_prog")),
          new OwnerRule.ByName(
              "systemd", List.of("sd_", "restrict_filesy", "sysctl_monitor", "userns_restrict")),
          new OwnerRule.ByName("Cilium", List.of("cil_", "cilium_")),
          new OwnerRule.ByName("Calico", List.of("cali_", "calico_")),
          new OwnerRule.ByName("Tetragon", List.of("generic_kprobe", "event_execve", "tg_")),
          new OwnerRule.ByName("bpfman", List.of("tc_dispatcher")),
          new OwnerRule.ByName("libxdp or bpfman", List.of("xdp_dispatcher")),
          new OwnerRule.ByName("bpfledger", List.of("bpfledger_mark", "xdp_chain", "tc_chain")),
          new OwnerRule.ByName("Katran", List.of("balancer_ingres")),
          new OwnerRule.ByName("Kmesh", List.of("cgroup_connect4", "km_")),
          new OwnerRule.ByName("snapd", List.of("snap_")),
          new OwnerRule.ByNamelessType("a container runtime", "cgroup_device"));

  private Owners() {}

  /** Whose it may be, and why. */
  public static OwnerGuess guess(Clues clues) {
    if (clues.otherInstallation().isPresent()) {
      return new OwnerGuess(
          "another bpfledger",
          OwnerGuess.Confidence.LIKELY,
          "it bears the mark of installation " + clues.otherInstallation().get());
    }
    return TABLE.stream()
        .map(rule -> rule.guess(clues))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(OwnerGuess::unknown);
  }
}
