package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.WRITER;
import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static io.bpfledger.kernel.linux.attach.LinkBench.toldDetails;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RealKernel
@NeedsFeature(Feature.PERF_LINK)
final class TracepointLinkTest {

  private static final long COOKIE = 0xc0ffee_0000_0001L;

  @Test
  void eachPassingIsCountedWithTheCookieUntilTheLinkIsClosed() {
    try (CountingProgram program = program()) {
      try (LinkHandle link = attach(program, target(COOKIE))) {
        LibraryCall.make(7);

        assertThat(program.runs()).isEqualTo(7);
        assertThat(program.cookie()).isEqualTo(COOKIE);
        toldDetails(link, program)
            .ifPresent(
                details ->
                    assertThat(details)
                        .isEqualTo(
                            new LinkDetails.Tracepoint(
                                LibraryCall.TRACEPOINT, OptionalLong.of(COOKIE))));
      }
      LibraryCall.make(3);
      assertThat(program.runs()).isEqualTo(7);
    }
  }

  @Test
  void programRunsOnWhateverThreadPasses() throws InterruptedException {
    try (CountingProgram program = program();
        LinkHandle _ = attach(program, target(0))) {
      for (int thread = 0; thread < 4; thread++) {
        Thread.ofPlatform().start(() -> LibraryCall.make(5)).join();
      }

      assertThat(program.runs()).isEqualTo(20);
      assertThat(program.cookie()).isZero();
    }
  }

  @Test
  void noMountIsLeftBehind() throws IOException {
    String before = mounts();
    try (CountingProgram program = program();
        LinkHandle _ = attach(program, target(0))) {
      assertThat(mounts()).isEqualTo(before);
    }
  }

  @Test
  void unknownTracepointIsNamed() {
    try (CountingProgram program = program()) {
      KernelError error = refusal(program, new TracepointTarget("syscalls", "no_such_one", 0));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.message())
          .startsWith(
              "attach program: tracepoint syscalls/no_such_one: ENOENT (2): this kernel has");
    }
  }

  @ParameterizedTest
  @CsvSource({"../syscalls, sys_enter_getpgid", "syscalls, ..", "'', sys_enter_getpgid", "a b, c"})
  void nameThatIsNoWordIsRefused(String category, String name) {
    try (CountingProgram program = program()) {
      assertThat(refusal(program, new TracepointTarget(category, name, 0)).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.RAW_TRACEPOINT, 0))) {
      KernelError error = refusal(program, target(0));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("type");
    }
  }

  @Test
  void programStaysForLifeAndDetachByForceIsRefused() {
    try (CountingProgram program = program();
        CountingProgram other = program();
        LinkHandle link = attach(program, target(0))) {
      KernelError update =
          WRITER.update(link, other.handle(), Optional.empty()).problem().orElseThrow();
      KernelError detach = WRITER.detach(link).problem().orElseThrow();

      assertThat(update.errno()).isEqualTo(Errno.EINVAL);
      assertThat(update.detail()).contains("keep their program for life");
      assertThat(detach.errno()).isEqualTo(Errno.EOPNOTSUPP);
      assertThat(detach.detail()).contains("end with their last pin and handle");
    }
  }

  private static TracepointTarget target(long cookie) {
    return new TracepointTarget("syscalls", LibraryCall.TRACEPOINT, cookie);
  }

  private static CountingProgram program() {
    return CountingProgram.load(
        Shape.of(ProgramType.TRACEPOINT, 0).keepingCookie().countingOwnRuns());
  }

  private static String mounts() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo"))
        .lines()
        .filter(line -> line.contains("tracefs") || line.contains("debugfs"))
        .toList()
        .toString();
  }
}
