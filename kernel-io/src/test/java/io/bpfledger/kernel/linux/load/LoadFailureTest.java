package io.bpfledger.kernel.linux.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.PlannedProgram;
import io.bpfledger.kernel.testing.TestObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadFailureTest {

  private static final LoadPlan PLAN =
      LoadPlan.of(
              LoadRequest.of(
                  "tracing",
                  TestObject.named("tracing"),
                  ProgramSelection.of("on_fentry"),
                  ProgramSelection.of("on_lsm"),
                  ProgramSelection.of("on_kprobe"),
                  ProgramSelection.of("on_any_fexit", AttachKind.FEXIT, "nothing")))
          .orThrow();

  @Test
  void errorsOfLibbpfItselfKeepTheirNames() {
    KernelError error = failure("elf: tracing is not a valid ELF").ofOpening(new Errno(4001));

    assertThat(error.operation()).isEqualTo(Operation.LOAD_OBJECT);
    assertThat(error.message())
        .isEqualTo(
            "load object: tracing: LIBBPF_ERRNO__FORMAT (4001): elf: tracing is not a valid ELF");
  }

  @Test
  void programThatLibbpfNamesIsTheOneThatFailed() {
    KernelError error =
        failure(
                "prog 'on_kprobe': failed to bind map 'tracing.rodata': Bad file descriptor",
                "prog 'on_lsm': BPF program load failed: Invalid argument",
                "prog 'on_lsm': failed to load: -22",
                "failed to load object 'tracing'")
            .ofLoading(Errno.EINVAL, "0: (95) exit\nR0 !read_ok\n");

    assertThat(error.object()).isEqualTo("program on_lsm of tracing");
    assertThat(error.rejection().orElseThrow().program()).isEqualTo("on_lsm");
    assertThat(error.rejection().orElseThrow().summary()).isEqualTo("R0 !read_ok");
  }

  @Test
  void policyOfAKernelIsToldFromAVerifierRejection() {
    KernelError error =
        failure(
                "prog 'on_fentry': BPF program load failed: Operation not permitted",
                "permission error while running as root; try raising 'ulimit -l'?",
                "prog 'on_fentry': failed to load: -1")
            .ofLoading(Errno.EPERM, "");

    assertThat(error.rejection()).isEmpty();
    assertThat(error.missingFeature()).contains(Feature.TRAMPOLINE);
    assertThat(error.detail()).contains("tracing (trace_fentry)").doesNotContain("ulimit");
  }

  @Test
  void typeThatTheKernelDoesNotKnowIsAMissingFeature() {
    KernelError error =
        failure("prog 'on_lsm': BPF program load failed: Invalid argument")
            .ofLoading(Errno.EINVAL, "");

    assertThat(error.missingFeature()).contains(Feature.LSM);
  }

  @Test
  void mapThatTheKernelRefusesIsNamedWithTheReason() {
    KernelError error =
        failure(
                "Error in bpf_create_map_xattr(hits):Invalid argument(-22). Retrying without BTF.",
                "map 'hits': failed to create: Invalid argument(-22)",
                "failed to load object 'tracing'")
            .ofLoading(Errno.EINVAL, "");

    assertThat(error.object()).isEqualTo("map hits of tracing");
    assertThat(error.detail())
        .isEqualTo("this kernel takes no map of such a type, sizes and flags");
  }

  @Test
  void processWithoutPrivilegesIsToldWhichItLacks() {
    KernelError error =
        failure(
                "Error in bpf_object__probe_loading():Operation not permitted(1). Couldn't load"
                    + " trivial BPF program. Make sure your kernel supports BPF"
                    + " (CONFIG_BPF_SYSCALL=y) and/or that RLIMIT_MEMLOCK is set to big enough"
                    + " value.")
            .ofLoading(Errno.EPERM, "");

    assertThat(error.object()).isEqualTo("tracing");
    assertThat(error.detail()).contains("CAP_BPF");
  }

  @Test
  void whatElseLibbpfSaidIsTheReason() {
    KernelError error =
        failure("one", "two", "three", "extern (var strong) 'gone': not resolved", "five")
            .ofLoading(Errno.ESRCH, "");

    assertThat(error.detail())
        .isEqualTo("two; three; extern (var strong) 'gone': not resolved; five");
  }

  @Test
  void missingTargetIsNamedByWhatItIs() {
    PlannedProgram program = PLAN.program("on_any_fexit").orElseThrow();

    KernelError error = failure().ofTarget(program, "nothing", Errno.ESRCH);

    assertThat(error.detail()).isEqualTo("this kernel has no function named nothing");
  }

  private static LoadFailure failure(String... said) {
    return new LoadFailure("tracing", PLAN, () -> List.of(said));
  }
}
