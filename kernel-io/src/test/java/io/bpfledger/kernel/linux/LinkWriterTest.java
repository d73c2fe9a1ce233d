package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.RawTracepointTarget;
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a refusal says on kernels that lack something: here the probes only say that they do. */
@RealKernel
final class LinkWriterTest {

  @Test
  void perfLinkIsNamedOnKernelsBeforeThem() {
    KernelError error =
        refusal(new TracepointTarget("syscalls", "sys_enter_getpgid", 0), Feature.PERF_LINK);

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.message())
        .startsWith("attach program: tracepoint syscalls/sys_enter_getpgid: EINVAL (22)")
        .endsWith(
            "this kernel has no BPF links on perf events (since Linux 5.15, needs"
                + " CONFIG_PERF_EVENTS)");
  }

  @Test
  void cookieIsNamedOnlyWhenOneWasAskedFor() {
    Feature cookie = Feature.RAW_TRACEPOINT_COOKIE;

    assertThat(refusal(new RawTracepointTarget("sys_enter", 1), cookie).missingFeature())
        .contains(cookie);
    assertThat(refusal(new RawTracepointTarget("sys_enter", 0), cookie).missingFeature()).isEmpty();
    assertThat(refusal(new TpBtfTarget(1), cookie).missingFeature()).contains(cookie);
    assertThat(refusal(new TpBtfTarget(0), cookie).missingFeature()).isEmpty();
  }

  @Test
  void featureThatIsThereIsNotNamed() {
    assertThat(
            refusal(new TracepointTarget("syscalls", "sys_enter_getpgid", 0), Feature.TCX)
                .missingFeature())
        .isEmpty();
  }

  /** The refusal of a program of a type that no tracing link takes. */
  private static KernelError refusal(LinkTarget target, Feature absent) {
    LinkWriter writer = new LinkWriter(new Lacking(Set.of(absent)));
    try (ProgramHandle program = ProgramFixture.returningZero("xdp", ProgramType.XDP)) {
      return writer.create(program, target).problem().orElseThrow();
    }
  }

  private record Lacking(Set<Feature> absent) implements Features {

    @Override
    public FeatureState probe(Feature feature) {
      return absent.contains(feature)
          ? new FeatureState.Absent(Errno.EINVAL, "not in this test")
          : new FeatureState.Present();
    }

    @Override
    public Map<Feature, FeatureState> probeAll() {
      Map<Feature, FeatureState> all = new EnumMap<>(Feature.class);
      for (Feature feature : Feature.values()) {
        all.put(feature, probe(feature));
      }
      return all;
    }
  }
}
