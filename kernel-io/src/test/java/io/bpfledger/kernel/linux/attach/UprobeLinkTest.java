package io.bpfledger.kernel.linux.attach;

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
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UretprobeTarget;
import io.bpfledger.kernel.attach.UserCode;
import io.bpfledger.kernel.linux.binary.Binary;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries and returns: both are the same but for one bit. */
@RealKernel
@NeedsFeature({Feature.UPROBE, Feature.PERF_LINK})
final class UprobeLinkTest {

  private static final long COOKIE = 0xc0ffee_0000_0002L;
  private static final int SELF = (int) ProcessHandle.current().pid();

  @Test
  void eachCallOfALibraryFunctionIsCountedUntilTheLinkIsClosed() {
    try (CountingProgram program = program()) {
      try (LinkHandle link = attach(program, entry(library(), OptionalInt.empty()))) {
        LibraryCall.make(6);

        assertThat(program.runs()).isEqualTo(6);
        assertThat(program.cookie()).isEqualTo(COOKIE);
        toldDetails(link, program)
            .ifPresent(details -> assertThat(details).isEqualTo(placeOfFunction(false)));
      }
      LibraryCall.make(2);
      assertThat(program.runs()).isEqualTo(6);
    }
  }

  @Test
  void eachReturnIsCounted() {
    try (CountingProgram program = program();
        LinkHandle link =
            attach(program, new UretprobeTarget(library(), 0, OptionalInt.of(SELF), COOKIE))) {
      LibraryCall.make(4);

      assertThat(program.runs()).isEqualTo(4);
      assertThat(program.cookie()).isEqualTo(COOKIE);
      toldDetails(link, program)
          .ifPresent(details -> assertThat(details).isEqualTo(placeOfFunction(true)));
    }
  }

  @Test
  void offsetOfAFunctionAndItsNameAreTheSamePlace() {
    LinkDetails.Uprobe place = placeOfFunction(false);
    UserCode code =
        new UserCode(Path.of(place.path()), Optional.empty(), place.offset(), OptionalInt.empty());
    try (CountingProgram byName = program();
        CountingProgram byOffset = program();
        LinkHandle _ = attach(byName, entry(library(), OptionalInt.of(SELF)));
        LinkHandle _ = attach(byOffset, entry(code, OptionalInt.of(SELF)))) {
      LibraryCall.make(3);

      assertThat(byName.runs()).isEqualTo(3);
      assertThat(byOffset.runs()).isEqualTo(3);
    }
  }

  @Test
  void binaryOfAnotherProcessIsProbedThroughItsRoot() {
    try (CountingProgram program = program();
        LinkHandle _ = attach(program, entry(libraryOf(SELF), OptionalInt.empty()))) {
      LibraryCall.make(5);

      assertThat(program.runs()).isEqualTo(5);
    }
  }

  @Test
  void unknownFunctionIsNamed() {
    try (CountingProgram program = program()) {
      UserCode code =
          new UserCode(
              Path.of(LibraryCall.LIBRARY), Optional.of("no_such"), 0, OptionalInt.empty());
      KernelError error = refusal(program, entry(code, OptionalInt.empty()));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.message()).contains("uprobe libc:no_such", "has no function no_such");
    }
  }

  @Test
  void unknownLibraryAndMissingFileAreNamed() {
    try (CountingProgram program = program()) {
      assertThat(refusal(program, entry(file("libnosuch"), OptionalInt.empty())).detail())
          .contains("no library libnosuch");
      assertThat(refusal(program, entry(file("/no/such/file"), OptionalInt.empty())).detail())
          .contains("no file /no/such/file");
      assertThat(refusal(program, entry(file("bin/true"), OptionalInt.empty())).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void directoryAndOffsetPastTheEndAreRefused(@TempDir Path scratch) throws IOException {
    Path small = Files.write(scratch.resolve("small"), new byte[64]);
    try (CountingProgram program = program()) {
      assertThat(refusal(program, entry(file(scratch.toString()), OptionalInt.empty())).detail())
          .contains("no regular file");
      UserCode past = new UserCode(small, Optional.empty(), 1 << 20, OptionalInt.empty());
      assertThat(refusal(program, entry(past, OptionalInt.empty())).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void goneProcessIsNamed() {
    int nobody = Integer.MAX_VALUE - 1;
    try (CountingProgram program = program()) {
      KernelError owner = refusal(program, entry(library(), OptionalInt.of(nobody)));
      KernelError root = refusal(program, entry(libraryOf(nobody), OptionalInt.empty()));

      assertThat(owner.errno()).isEqualTo(Errno.ESRCH);
      assertThat(root.errno()).isEqualTo(Errno.ENOENT);
      assertThat(owner.detail() + root.detail())
          .contains("no process " + nobody, "no process " + nobody + " any more");
    }
  }

  /** What the kernel should tell of a probe of the function. */
  private static LinkDetails.Uprobe placeOfFunction(boolean atReturn) {
    try (Binary library =
        Binary.open(Path.of(LibraryCall.LIBRARY), OptionalInt.empty(), "libc").orThrow()) {
      long offset = library.offsetOf(LibraryCall.FUNCTION, "libc").orThrow();
      return new LinkDetails.Uprobe(
          atReturn, library.kernelPath(), offset, OptionalLong.of(COOKIE));
    }
  }

  private static UserCode library() {
    return new UserCode(
        Path.of(LibraryCall.LIBRARY), Optional.of(LibraryCall.FUNCTION), 0, OptionalInt.empty());
  }

  private static UserCode libraryOf(int pid) {
    return new UserCode(
        Path.of(LibraryCall.LIBRARY), Optional.of(LibraryCall.FUNCTION), 0, OptionalInt.of(pid));
  }

  private static UserCode file(String path) {
    return new UserCode(Path.of(path), Optional.empty(), 0, OptionalInt.empty());
  }

  private static UprobeTarget entry(UserCode code, OptionalInt pid) {
    return new UprobeTarget(code, 0, pid, COOKIE);
  }

  private static CountingProgram program() {
    return CountingProgram.load(Shape.of(ProgramType.KPROBE, 0).keepingCookie().countingOwnRuns());
  }
}
