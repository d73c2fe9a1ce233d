package io.bpfledger.kernel.linux.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RealKernel
final class LinuxFeaturesTest {

  private static final LinuxFeatures FEATURES = new LinuxFeatures();

  @ParameterizedTest
  @EnumSource(Feature.class)
  void rootGetsAnAnswerForEachFeature(Feature feature) {
    FeatureState state = FEATURES.probe(feature);

    switch (state) {
      case FeatureState.Present() ->
          assertThat(FEATURES.explain(someError(), feature).missingFeature()).isEmpty();
      case FeatureState.Absent(Errno errno, String reason) -> {
        assertThat(reason).contains(errno.toString());
        assertThat(FEATURES.explain(someError(), feature).message())
            .contains("this kernel has no " + feature.phrase());
      }
      case FeatureState.Unknown(Errno errno, String reason) ->
          throw new AssertionError(feature + " is unknown to root: " + errno + " " + reason);
    }
  }

  @Test
  void allFeaturesAreListedInTheirOrder() {
    Map<Feature, FeatureState> all = FEATURES.probeAll();

    assertThat(all.keySet()).containsExactly(Feature.values());
  }

  @Test
  void anAnswerIsKept() {
    FeatureState first = FEATURES.probe(Feature.TCX);

    assertThat(FEATURES.probe(Feature.TCX)).isSameAs(first);
    assertThat(FEATURES.probeAll().get(Feature.TCX)).isSameAs(first);
  }

  @Test
  void answersAgreeWithWhatTheKernelShowsOtherwise() {
    assertThat(present(Feature.VMLINUX_BTF))
        .isEqualTo(Files.exists(Path.of("/sys/kernel/btf/vmlinux")));
    assertThat(present(Feature.KPROBE))
        .isEqualTo(Files.exists(Path.of("/sys/bus/event_source/devices/kprobe")));
    assertThat(present(Feature.UPROBE))
        .isEqualTo(Files.exists(Path.of("/sys/bus/event_source/devices/uprobe")));
  }

  @Test
  void whatBuildsOnAFeatureIsNotThereWithoutIt() {
    assertThat(present(Feature.STRUCT_OPS) || !present(Feature.STRUCT_OPS_LINK)).isTrue();
    assertThat(present(Feature.VMLINUX_BTF) || !present(Feature.TP_BTF)).isTrue();
    assertThat(present(Feature.VMLINUX_BTF) || !present(Feature.TRAMPOLINE)).isTrue();
    assertThat(present(Feature.TEST_RUN)).as("since 4.12 on every kernel").isTrue();
    assertThat(present(Feature.PROG_BIND_MAP)).as("since 5.10 on every kernel").isTrue();
  }

  @Test
  void theFirstMissingFeatureExplainsAnError() {
    FeatureState kprobes = FEATURES.probe(Feature.KPROBE);
    KernelError explained = FEATURES.explain(someError(), Feature.TEST_RUN, Feature.KPROBE);

    assertThat(explained.missingFeature().isPresent())
        .isEqualTo(kprobes instanceof FeatureState.Absent);
  }

  private static boolean present(Feature feature) {
    return FEATURES.probe(feature) instanceof FeatureState.Present;
  }

  private static KernelError someError() {
    return KernelError.of(Operation.CREATE_LINK, "a hook", Errno.EINVAL);
  }
}
