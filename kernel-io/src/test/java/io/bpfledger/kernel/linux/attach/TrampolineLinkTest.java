package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.attach.FentryTarget;
import io.bpfledger.kernel.attach.FexitTarget;
import io.bpfledger.kernel.attach.FmodRetTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.LsmTarget;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.linux.LinuxPrograms;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Programs on the trampolines of functions and security hooks. */
@RealKernel
final class TrampolineLinkTest {

  /** A kind, its program among the test objects, and where that counts. */
  record Kind(String program, int place, LinkTarget target, AttachType attachType) {}

  static final List<Kind> FUNCTIONS =
      List.of(
          new Kind("on_fentry", 11, new FentryTarget(0), AttachType.TRACE_FENTRY),
          new Kind("on_fexit", 12, new FexitTarget(0), AttachType.TRACE_FEXIT),
          new Kind("on_fmod_ret", 13, new FmodRetTarget(0), AttachType.MODIFY_RETURN));

  private static final Kind SECURITY_HOOK =
      new Kind("on_lsm", 14, new LsmTarget(0), AttachType.LSM_MAC);

  private final LinuxMaps maps = new LinuxMaps();

  /** The kernel calls its own test functions when a tracing program is test-run. */
  @ParameterizedTest
  @FieldSource("FUNCTIONS")
  @NeedsFeature(Feature.TRAMPOLINE)
  void functionRunsTheProgramUntilTheLinkIsClosed(Kind kind) {
    check(
        kind,
        program ->
            new LinuxPrograms().testRun(program, new TestRunRequest(new byte[0], 1)).orThrow());
  }

  @Test
  @NeedsFeature(Feature.LSM)
  void securityHookRunsTheProgramUntilTheLinkIsClosed() {
    check(SECURITY_HOOK, _ -> LibraryCall.make(1));
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.TRACEPOINT, 0))) {
      KernelError error = LinkBench.refusal(program, new FentryTarget(0));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.object()).isEqualTo("the function entry the program was loaded for");
    }
  }

  private void check(Kind kind, Consumer<ProgramHandle> stimulus) {
    Result<LoadedObject> load =
        new LinuxObjects(maps, new LinuxBpffs()).load(TestObject.load("tracing", kind.program()));
    // Some kernels trace functions but let none of them be modified
    // (CONFIG_FUNCTION_ERROR_INJECTION).
    assumeFalse(
        load.problem().filter(error -> error.message().contains("not modifiable")).isPresent(),
        "this kernel has no function that fmod_ret may modify");
    try (LoadedObject loaded = load.orThrow()) {
      ProgramHandle program = loaded.program(kind.program());
      try (LinkHandle link = LinkBench.WRITER.create(program, kind.target()).orThrow()) {
        LinkDetails.Tracing details =
            (LinkDetails.Tracing) LinkBench.READER.info(link).orThrow().details();
        assertThat(details.attachTypeNumber()).isEqualTo(kind.attachType().number());
        stimulus.accept(program);
        assertThat(hits(loaded, kind)).isPositive();
      }
      long before = hits(loaded, kind);
      stimulus.accept(program);
      assertThat(hits(loaded, kind)).isEqualTo(before);
    }
  }

  private long hits(LoadedObject loaded, Kind kind) {
    byte[] place = TestObject.key(kind.place());
    return TestObject.longAt(maps.lookup(loaded.map("hits"), place).orThrow().orElseThrow(), 0);
  }
}
