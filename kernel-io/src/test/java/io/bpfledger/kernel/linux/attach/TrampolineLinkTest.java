package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.attach.FentryTarget;
import io.bpfledger.kernel.attach.FexitTarget;
import io.bpfledger.kernel.attach.FmodRetTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.LsmTarget;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.linux.LinuxPrograms;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Programs on the trampolines of functions and security hooks. Where the kernel has them they are
 * attached and told of; where it has not, each refusal names what is missing.
 */
@RealKernel
final class TrampolineLinkTest {

  /** A kind, its program among the test objects, and where that counts. */
  record Kind(
      String program, int place, LinkTarget target, AttachType attachType, Feature feature) {}

  static final List<Kind> KINDS =
      List.of(
          new Kind(
              "on_fentry", 11, new FentryTarget(0), AttachType.TRACE_FENTRY, Feature.TRAMPOLINE),
          new Kind("on_fexit", 12, new FexitTarget(0), AttachType.TRACE_FEXIT, Feature.TRAMPOLINE),
          new Kind(
              "on_fmod_ret",
              13,
              new FmodRetTarget(0),
              AttachType.MODIFY_RETURN,
              Feature.TRAMPOLINE),
          new Kind("on_lsm", 14, new LsmTarget(0), AttachType.LSM_MAC, Feature.LSM));

  @ParameterizedTest
  @FieldSource("KINDS")
  void programIsAttachedOrTheMissingFeatureNamed(Kind kind) {
    if (new LinuxFeatures().probe(kind.feature()) instanceof FeatureState.Present) {
      attached(kind);
    } else {
      refused(kind);
    }
  }

  private static void attached(Kind kind) {
    LinuxMaps maps = new LinuxMaps();
    try (LoadedObject loaded =
        new LinuxObjects(maps).load(TestObject.load("tracing", kind.program())).orThrow()) {
      ProgramHandle program = loaded.program(kind.program());
      MapHandle hits = loaded.map("hits");
      byte[] place = TestObject.key(kind.place());
      try (LinkHandle link = LinkBench.WRITER.create(program, kind.target()).orThrow()) {
        LinkDetails.Tracing details =
            (LinkDetails.Tracing) LinkBench.READER.info(link).orThrow().details();
        assertThat(details.attachTypeNumber()).isEqualTo(kind.attachType().number());
        stimulate(kind, program);
        assertThat(TestObject.longAt(maps.lookup(hits, place).orThrow().orElseThrow(), 0))
            .isPositive();
      }
    }
  }

  /** The kernel calls its own test functions when a tracing program is test-run. */
  private static void stimulate(Kind kind, ProgramHandle program) {
    if (kind.feature() == Feature.LSM) {
      LibraryCall.make(1);
    } else {
      new LinuxPrograms().testRun(program, new TestRunRequest(new byte[0], 1)).orThrow();
    }
  }

  private static void refused(Kind kind) {
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.TRACEPOINT, 0))) {
      KernelError error = LinkBench.refusal(program, kind.target());

      assertThat(error.missingFeature()).contains(kind.feature());
      assertThat(error.message())
          .startsWith("attach program: " + kind.target().describe())
          .contains("this kernel has no " + kind.feature().phrase());
    }
  }
}
