package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.attach.CodeOffset;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UretprobeTarget;
import io.bpfledger.kernel.attach.UserCode;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class UprobeLinkContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  @NeedsFeature({Feature.UPROBE, Feature.PERF_LINK, Feature.UPROBE_MULTI})
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends LinkKindContract {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    private static final long COOKIE = 0xc0ffee_0000_0002L;
    private static final long OFFSET = 64;

    @Test
    void uprobeKeepsItsProgramForLife() {
      assertBoundForLife(
          program("tracing", "on_uprobe"),
          program("cookies", "cookie_uprobe"),
          entry(code(OFFSET), OptionalInt.empty()),
          details(false));
    }

    @Test
    void uretprobeKeepsItsProgramForLife() {
      assertBoundForLife(
          program("tracing", "on_uretprobe"),
          program("tracing", "on_uprobe"),
          new UretprobeTarget(code(OFFSET), 0, OptionalInt.of(world().livingProcess()), COOKIE),
          details(true));
    }

    @Test
    void manyUprobesKeepTheirProgramForLife() {
      int process = world().livingProcess();
      String path = world().binary().toString();

      assertBoundForLife(
          program("tracing", "on_uprobe_multi"),
          program("cookies", "cookie_uprobe_multi"),
          many(world().binary(), List.of(16L, OFFSET), OptionalInt.of(process), false),
          new LinkDetails.UprobeMulti(path, List.of(16L, OFFSET), 2, false, process));
      assertBoundForLife(
          program("tracing", "on_uretprobe_multi"),
          program("cookies", "cookie_uprobe_multi"),
          many(world().binary(), List.of(OFFSET), OptionalInt.empty(), true),
          new LinkDetails.UprobeMulti(path, List.of(OFFSET), 1, true, 0));
    }

    @Test
    void missingBinaryIsRefused() {
      Path missing = world().binary().resolveSibling("missing");
      UserCode nowhere = new UserCode(missing, Optional.empty(), OFFSET, OptionalInt.empty());

      assertRefused(
          create(program("tracing", "on_uprobe"), entry(nowhere, OptionalInt.empty())),
          Errno.ENOENT);
      assertRefused(
          create(
              program("tracing", "on_uprobe_multi"),
              many(missing, List.of(OFFSET), OptionalInt.empty(), false)),
          Errno.ENOENT);
    }

    @Test
    void offsetPastTheEndIsRefused() {
      assertRefused(
          create(program("tracing", "on_uprobe"), entry(code(1 << 20), OptionalInt.empty())),
          Errno.EINVAL);
      assertRefused(
          create(
              program("tracing", "on_uprobe_multi"),
              many(world().binary(), List.of(OFFSET, 1L << 20), OptionalInt.empty(), false)),
          Errno.EINVAL);
    }

    @Test
    void processThatIsGoneIsRefused() {
      OptionalInt gone = OptionalInt.of(NO_PROCESS);

      assertRefused(
          create(program("tracing", "on_uprobe"), entry(code(OFFSET), gone)), Errno.ESRCH);
      assertRefused(
          create(
              program("tracing", "on_uprobe_multi"),
              many(world().binary(), List.of(OFFSET), gone, false)),
          Errno.ESRCH);
    }

    @Test
    void linkWithoutAPlaceIsRefused() {
      assertRefused(
          create(
              program("tracing", "on_uprobe_multi"),
              many(world().binary(), List.of(), OptionalInt.empty(), false)),
          Errno.EINVAL);
    }

    @Test
    void programOfAnotherTypeIsRefused() {
      UprobeTarget one = entry(code(OFFSET), OptionalInt.empty());

      assertRefused(create(program("tracing", "on_tracepoint"), one), Errno.EINVAL);
      assertRefused(create(program("tracing", "on_uprobe_multi"), one), Errno.EINVAL);
      assertRefused(
          create(
              program("tracing", "on_uprobe"),
              many(world().binary(), List.of(OFFSET), OptionalInt.empty(), false)),
          Errno.EINVAL);
    }

    private UserCode code(long offset) {
      return new UserCode(world().binary(), Optional.empty(), offset, OptionalInt.empty());
    }

    private static UprobeTarget entry(UserCode code, OptionalInt process) {
      return new UprobeTarget(code, 0, process, COOKIE);
    }

    private LinkDetails details(boolean atReturn) {
      return new LinkDetails.Uprobe(
          atReturn, world().binary().toString(), OFFSET, OptionalLong.of(COOKIE));
    }

    private static UprobeMultiTarget many(
        Path binary, List<Long> offsets, OptionalInt process, boolean atReturn) {
      return new UprobeMultiTarget(
          binary,
          OptionalInt.empty(),
          offsets.stream().map(CodeOffset::inFile).toList(),
          List.of(),
          List.of(),
          process,
          atReturn);
    }
  }
}
