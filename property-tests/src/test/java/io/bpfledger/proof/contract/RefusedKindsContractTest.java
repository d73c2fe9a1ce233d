package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.FentryTarget;
import io.bpfledger.kernel.attach.FexitTarget;
import io.bpfledger.kernel.attach.FmodRetTarget;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.KretprobeTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.LsmTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class RefusedKindsContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends LinkKindContract {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    private static final String FUNCTION =
        System.getProperty("os.arch").equals("aarch64")
            ? "__arm64_sys_getpgid"
            : "__x64_sys_getpgid";

    @Test
    void kprobe() {
      ifTaken(
          Feature.KPROBE,
          Errno.ENOENT,
          create(program("tracing", "on_kprobe"), new KprobeTarget(FUNCTION, 0, 0)));
    }

    @Test
    void kretprobe() {
      ifTaken(
          Feature.KPROBE,
          Errno.ENOENT,
          create(program("tracing", "on_kretprobe"), new KretprobeTarget(FUNCTION, 0)));
    }

    @Test
    void manyKprobes() {
      ifTaken(
          Feature.KPROBE_MULTI,
          Errno.EOPNOTSUPP,
          create(
              program("tracing", "on_kprobe_multi"),
              new KprobeMultiTarget(List.of(FUNCTION), List.of(), false)));
      ifTaken(
          Feature.KPROBE_MULTI,
          Errno.EOPNOTSUPP,
          create(
              program("tracing", "on_kretprobe_multi"),
              new KprobeMultiTarget(List.of(FUNCTION), List.of(), true)));
    }

    @Test
    void functionEntry() {
      loadedIfTaken(Feature.TRAMPOLINE, "on_fentry", new FentryTarget(0));
    }

    @Test
    void functionExit() {
      loadedIfTaken(Feature.TRAMPOLINE, "on_fexit", new FexitTarget(0));
    }

    @Test
    void functionResult() {
      loadedIfTaken(Feature.TRAMPOLINE, "on_fmod_ret", new FmodRetTarget(0));
    }

    @Test
    void securityHook() {
      loadedIfTaken(Feature.LSM, "on_lsm", new LsmTarget(0));
    }

    /** The policy refuses the program already, not only its link. */
    private void loadedIfTaken(Feature feature, String program, LinkTarget target) {
      ifTaken(
          feature,
          Errno.EPERM,
          kernel()
              .objects()
              .load(LoadRequest.of("tracing", object("tracing"), ProgramSelection.of(program)))
              .flatMap(loaded -> create(keep(loaded).program(program), target)));
    }

    /** A kernel that has the feature gives a link, one that lacks it says what is missing. */
    private void ifTaken(Feature feature, Errno refusal, Result<LinkHandle> created) {
      if (kernel().features().probe(feature) instanceof FeatureState.Absent) {
        assertRefused(created, refusal);
        assertThat(created.problem().flatMap(KernelError::missingFeature)).contains(feature);
      } else {
        assertEndsWithItsHandle(keep(created));
      }
    }
  }
}
