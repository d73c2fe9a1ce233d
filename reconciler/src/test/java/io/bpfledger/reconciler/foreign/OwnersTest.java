package io.bpfledger.reconciler.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.reconciler.foreign.OwnerGuess.Confidence;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OwnersTest {

  private static Clues named(String name) {
    return new Clues(
        List.of(name), "xdp", Optional.empty(), Optional.of(0), List.of(), Optional.empty());
  }

  private static Clues pinned(String pin, String name) {
    return new Clues(
        List.of(name), "xdp", Optional.empty(), Optional.of(0), List.of(pin), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "sd_fw_egress, systemd",
    "cil_from_contai, Cilium",
    "xdp_dispatcher, libxdp or bpfman",
    "tc_dispatcher, bpfman",
    "cali_tc_preambl, Calico",
    "dump_bpf_map, the kernel itself",
    "my_own_program, unknown"
  })
  void nameTellsAnOwner(String name, String owner) {
    assertThat(Owners.guess(named(name)).owner()).isEqualTo(owner);
  }

  @ParameterizedTest
  @CsvSource({
    "/run/bpfman/fs/prog_12, bpfman",
    "/sys/fs/bpf/xdp/dispatch-4-1/0-prog, libxdp",
    "/sys/fs/bpf/tc/globals/cilium_calls, Cilium",
    "/sys/fs/bpf/tc/globals/map, iproute2"
  })
  void pinTellsMoreThanAName(String pin, String owner) {
    assertThat(Owners.guess(pinned(pin, "sd_fw_egress")))
        .satisfies(
            guess -> {
              assertThat(guess.owner()).isEqualTo(owner);
              assertThat(guess.confidence()).isEqualTo(Confidence.LIKELY);
              assertThat(guess.reason()).contains(pin);
            });
  }

  @Test
  void tagOfTheCgroupFirewallTellsSystemd() {
    Clues clues =
        new Clues(
            List.of("anything"),
            "cgroup_skb",
            Optional.of("6deef7357e7b4530"),
            Optional.of(0),
            List.of(),
            Optional.empty());

    assertThat(Owners.guess(clues).owner()).isEqualTo("systemd");
  }

  @Test
  void namelessDeviceProgramOfRootMayBeOfAContainerRuntime() {
    Clues clues =
        new Clues(
            List.of(),
            "cgroup_device",
            Optional.empty(),
            Optional.of(0),
            List.of(),
            Optional.empty());

    assertThat(Owners.guess(clues).owner()).isEqualTo("a container runtime");
    assertThat(Owners.guess(named("cgroup_device_x")).confidence()).isEqualTo(Confidence.UNKNOWN);
  }

  @Test
  void markOfAnotherInstallationTellsBeforeAllElse() {
    Clues clues =
        new Clues(
            List.of("sd_fw_egress"),
            "xdp",
            Optional.empty(),
            Optional.of(0),
            List.of("/run/bpfman/fs/prog_1"),
            Optional.of("01JD3W0000000000000000000F"));

    assertThat(Owners.guess(clues).owner()).isEqualTo("another bpfledger");
  }

  @Test
  void everyLineOfTheTableCanBeReached() {
    for (OwnerRule rule : Owners.TABLE) {
      Clues clues =
          switch (rule) {
            case OwnerRule.ByPin pin -> pinned(pin.directory(), "x");
            case OwnerRule.ByTag tag ->
                new Clues(
                    List.of("x"),
                    "xdp",
                    Optional.of(tag.tag()),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());
            case OwnerRule.ByName name -> named(name.beginnings().getFirst());
            case OwnerRule.ByNamelessType type ->
                new Clues(
                    List.of(),
                    type.type(),
                    Optional.empty(),
                    Optional.of(0),
                    List.of(),
                    Optional.empty());
          };
      assertThat(Owners.TABLE.stream().filter(one -> one.guess(clues).isPresent()).findFirst())
          .contains(rule);
    }
  }
}
