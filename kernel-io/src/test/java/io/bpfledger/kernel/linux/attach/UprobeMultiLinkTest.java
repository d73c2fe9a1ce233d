package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.CodeOffset;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.linux.binary.Binary;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.RootedThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RealKernel
@NeedsFeature(Feature.UPROBE_MULTI)
final class UprobeMultiLinkTest {

  private static final int SELF = (int) ProcessHandle.current().pid();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachCallOfOneOfThePlacesIsCountedWithItsCookie(boolean atReturn) {
    long called = offsetOf(LibraryCall.FUNCTION);
    long quiet = offsetOf("adjtimex");
    UprobeMultiTarget target =
        target(
            List.of(quiet, called),
            List.of(11L, 22L),
            OptionalInt.of(SELF),
            OptionalInt.empty(),
            atReturn);
    try (CountingProgram program = program()) {
      try (LinkHandle link = attach(program, target)) {
        LibraryCall.make(9);

        assertThat(program.runs()).isEqualTo(9);
        assertThat(program.cookie()).isEqualTo(22);
        LinkDetails.UprobeMulti details = (LinkDetails.UprobeMulti) details(link, program);
        assertThat(details.offsets()).containsExactlyInAnyOrder(quiet, called);
        assertThat(details.count()).isEqualTo(2);
        assertThat(details.atReturn()).isEqualTo(atReturn);
        assertThat(details.pid()).isEqualTo(SELF);
        assertThat(details.path()).contains("libc");
      }
      LibraryCall.make(1);
      assertThat(program.runs()).isEqualTo(9);
    }
  }

  @Test
  void placesAreNamedByTheirFunctions() {
    UprobeMultiTarget target =
        places(
            List.of(
                new CodeOffset(Optional.of(LibraryCall.FUNCTION), 0),
                CodeOffset.inFile(offsetOf("adjtimex"))),
            List.of(),
            OptionalInt.of(SELF),
            OptionalInt.empty(),
            false);
    try (CountingProgram program = program();
        LinkHandle link = attach(program, target)) {
      LibraryCall.make(3);

      assertThat(program.runs()).isEqualTo(3);
      assertThat(((LinkDetails.UprobeMulti) details(link, program)).offsets())
          .containsExactlyInAnyOrder(offsetOf(LibraryCall.FUNCTION), offsetOf("adjtimex"));
    }
  }

  @Test
  void functionThatTheBinaryHasNotIsNamed() {
    UprobeMultiTarget target =
        places(
            List.of(new CodeOffset(Optional.of("no_such_function"), 0)),
            List.of(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false);
    try (CountingProgram program = program()) {
      assertThat(refusal(program, target).message()).contains("ENOENT", "no_such_function");
    }
  }

  @Test
  void binaryOfAnotherProcessIsToldByItsRealPath() {
    List<Long> offsets = List.of(offsetOf(LibraryCall.FUNCTION));
    UprobeMultiTarget target =
        target(offsets, List.of(), OptionalInt.empty(), OptionalInt.of(SELF), false);
    try (CountingProgram program = program();
        LinkHandle link = attach(program, target)) {
      LibraryCall.make(2);

      assertThat(program.runs()).isEqualTo(2);
      assertThat(((LinkDetails.UprobeMulti) details(link, program)).path()).contains("libc");
    }
  }

  @Test
  void binaryBelowAnotherRootIsTheOneThatIsProbed(@TempDir Path root) throws IOException {
    Path copy = root.resolve("lib/libc.so.6");
    Files.createDirectories(copy.getParent());
    try (Binary library =
        Binary.open(Path.of(LibraryCall.LIBRARY), OptionalInt.empty(), "libc").orThrow()) {
      Files.copy(Path.of(library.kernelPath()), copy);
    }
    List<Long> offsets = List.of(offsetOf(LibraryCall.FUNCTION));
    try (RootedThread container = RootedThread.in(root);
        CountingProgram program = program();
        LinkHandle link =
            attach(
                program,
                target(
                    offsets,
                    List.of(),
                    OptionalInt.empty(),
                    OptionalInt.of(container.number()),
                    false))) {
      LibraryCall.make(2);

      assertThat(program.runs()).isZero();
      assertThat(((LinkDetails.UprobeMulti) details(link, program)).path())
          .isEqualTo(copy.toString());
    }
  }

  @Test
  void linkWithoutAPlaceIsRefused() {
    try (CountingProgram program = program()) {
      UprobeMultiTarget nowhere =
          target(List.of(), List.of(), OptionalInt.empty(), OptionalInt.empty(), false);

      assertThat(refusal(program, nowhere).errno()).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void goneProcessIsNamed() {
    int nobody = Integer.MAX_VALUE - 1;
    try (CountingProgram program = program()) {
      UprobeMultiTarget target =
          target(
              List.of(offsetOf(LibraryCall.FUNCTION)),
              List.of(),
              OptionalInt.of(nobody),
              OptionalInt.empty(),
              false);

      assertThat(refusal(program, target).errno()).isEqualTo(Errno.ESRCH);
    }
  }

  private static UprobeMultiTarget places(
      List<CodeOffset> places,
      List<Long> cookies,
      OptionalInt pid,
      OptionalInt mountNamespacePid,
      boolean atReturn) {
    return new UprobeMultiTarget(
        Path.of(LibraryCall.LIBRARY), mountNamespacePid, places, List.of(), cookies, pid, atReturn);
  }

  private static UprobeMultiTarget target(
      List<Long> offsets,
      List<Long> cookies,
      OptionalInt pid,
      OptionalInt mountNamespacePid,
      boolean atReturn) {
    return places(
        offsets.stream().map(CodeOffset::inFile).toList(),
        cookies,
        pid,
        mountNamespacePid,
        atReturn);
  }

  private static long offsetOf(String function) {
    try (Binary library =
        Binary.open(Path.of(LibraryCall.LIBRARY), OptionalInt.empty(), "libc").orThrow()) {
      return library.offsetOf(function, "libc").orThrow();
    }
  }

  private static CountingProgram program() {
    return CountingProgram.load(
        Shape.of(ProgramType.KPROBE, 0)
            .expecting(AttachType.TRACE_UPROBE_MULTI)
            .keepingCookie()
            .countingOwnRuns());
  }
}
