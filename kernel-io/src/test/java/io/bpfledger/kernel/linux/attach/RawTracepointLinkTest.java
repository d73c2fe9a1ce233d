package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.RawTracepointTarget;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

@RealKernel
final class RawTracepointLinkTest {

  /** Passed when somebody makes a cgroup. */
  private static final String QUIET = "cgroup_mkdir";

  private static final long COOKIE = 0xfeed_0000_0000_0042L;

  @Test
  void eachPassingIsCountedUntilTheLinkIsClosed() {
    try (CgroupSandbox cgroup = CgroupSandbox.open();
        CountingProgram program = program()) {
      try (LinkHandle link = attach(program, new RawTracepointTarget(QUIET, 0))) {
        cgroup.makeAndRemoveChild();
        cgroup.makeAndRemoveChild();

        assertThat(program.runs()).isEqualTo(2);
        assertThat(details(link, program))
            .isEqualTo(new LinkDetails.RawTracepoint(QUIET, OptionalLong.empty()));
      }
      cgroup.makeAndRemoveChild();
      assertThat(program.runs()).isEqualTo(2);
    }
  }

  /** Kernels that take the cookie do not all tell it. */
  @Test
  @NeedsFeature(Feature.RAW_TRACEPOINT_COOKIE)
  void programSeesTheCookieOfItsLink() {
    try (CgroupSandbox cgroup = CgroupSandbox.open();
        CountingProgram program = CountingProgram.load(shape().keepingCookie());
        LinkHandle link = attach(program, new RawTracepointTarget(QUIET, COOKIE))) {
      cgroup.makeAndRemoveChild();

      assertThat(program.cookie()).isEqualTo(COOKIE);
      assertThat(details(link, program))
          .isIn(
              new LinkDetails.RawTracepoint(QUIET, OptionalLong.of(COOKIE)),
              new LinkDetails.RawTracepoint(QUIET, OptionalLong.empty()));
    }
  }

  @Test
  void unknownTracepointIsNamed() {
    try (CountingProgram program = program()) {
      KernelError error = refusal(program, new RawTracepointTarget("no_such_one", 0));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.message()).contains("raw tracepoint no_such_one", "without the category");
    }
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.TRACEPOINT, 0))) {
      assertThat(refusal(program, new RawTracepointTarget(QUIET, 0)).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  private static CountingProgram program() {
    return CountingProgram.load(shape());
  }

  private static Shape shape() {
    return Shape.of(ProgramType.RAW_TRACEPOINT, 0).countingOwnRuns();
  }
}
