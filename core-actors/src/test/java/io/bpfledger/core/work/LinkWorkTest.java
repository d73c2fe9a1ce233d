package io.bpfledger.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.AttachRefused;
import io.bpfledger.core.task.LinkAnswer.DetachRefused;
import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkAnswer.LinkDetached;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.attach.RawTracepointTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LinkWorkTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedLinkPlace::new);
    }

    @AfterEach
    void noHandleIsLeftOpen() {
      assertThat(((SimulatedLinkPlace) place).kernel().openHandles()).isZero();
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxLinkPlace::new);
    }
  }

  abstract static class Contract {

    final LinkPlace place;

    Contract(Supplier<LinkPlace> places) {
      this.place = places.get();
    }

    @AfterEach
    void leaveThePlace() {
      place.close();
    }

    static List<LinkCase> cases() {
      return LinkCase.ALL;
    }

    private LinkBench bench(LinkCase one) {
      for (Feature feature : one.needs()) {
        FeatureState state = place.kernel().features().probe(feature);
        assumeTrue(state instanceof FeatureState.Present, () -> feature + ": " + state);
      }
      return new LinkBench(place, one);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void attachedLinkIsPinnedAndIsWhatWasAskedFor(LinkCase one) {
      LinkBench bench = bench(one);

      Standing standing = bench.attached();

      assertThat(standing.hold())
          .isEqualTo(
              new Hold.ByLink(
                  place.boot(), LinkBench.id(standing).value(), bench.pin().toString()));
      assertThat(standing.program()).isEqualTo(bench.load().incarnation());
      assertThat(standing.device()).isEmpty();
      assertThat(bench.isPinned()).isTrue();
      assertThat(bench.ours()).containsExactly(bench.info(standing));
      assertThat(bench.survey()).isEqualTo(new LinkObservation.Attached(standing));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void attachingTwiceIsAttachingOnce(LinkCase one) {
      LinkBench bench = bench(one);
      Standing standing = bench.attached();

      assertThat(bench.attach()).isEqualTo(new LinkAttached(standing));
      assertThat(bench.ours()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void detachedLinkIsGoneAndStaysGone(LinkCase one) {
      LinkBench bench = bench(one);
      Standing standing = bench.attached();

      assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());

      assertThat(bench.isPinned()).isFalse();
      assertThat(bench.isInKernel(standing)).isFalse();
      assertThat(bench.ours()).isEmpty();
      assertThat(bench.survey()).isEqualTo(new LinkObservation.Missing());
      assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
      assertThat(bench.attach()).isInstanceOf(LinkAttached.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withdrawnAttachLeavesNothing(LinkCase one) {
      LinkBench bench = bench(one);

      assertThat(bench.withdraw()).isEmpty();
      Standing standing = bench.attached();

      assertThat(bench.withdraw()).isEmpty();
      assertThat(bench.isPinned()).isFalse();
      assertThat(bench.isInKernel(standing)).isFalse();
      assertThat(bench.withdraw()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void linkWhosePinWasTakenAwayAndWhichSomebodyHoldsIsDetachedOrToldOf(LinkCase one) {
      LinkBench bench = bench(one);
      Standing standing = bench.attached();

      try (LinkHandle held = place.kernel().links().open(LinkBench.id(standing)).orThrow()) {
        place.kernel().bpffs().unlink(bench.pin()).orThrow();
        boolean byForce = detachesByForce(bench.detach(standing));

        if (byForce) {
          assertThat(bench.survey()).isEqualTo(new LinkObservation.Missing());
        } else {
          assertThat(bench.info(standing)).isNotNull();
        }
        assertThat(place.kernel().links().info(held).succeeded()).isTrue();
      }
      assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
      assertThat(bench.isInKernel(standing)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void linkThatSomebodyElseHoldsIsDetachedByForceOrStaysAsItWas(LinkCase one) {
      LinkBench bench = bench(one);
      Standing standing = bench.attached();

      try (LinkHandle held = place.kernel().links().open(LinkBench.id(standing)).orThrow()) {
        if (detachesByForce(bench.detach(standing))) {
          assertThat(bench.isPinned()).isFalse();
        } else {
          assertThat(bench.survey()).isEqualTo(new LinkObservation.Attached(standing));
        }
        assertThat(place.kernel().links().info(held).succeeded()).isTrue();
      }
      assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
      assertThat(bench.isInKernel(standing)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void linkThatSomebodyOnlyLooksAtIsWaitedFor(LinkCase one) {
      LinkBench bench = bench(one);
      Standing standing = bench.attached();
      LinkHandle held = place.kernel().links().open(LinkBench.id(standing)).orThrow();

      assertThat(bench.detach(standing, _ -> held.close())).isEqualTo(new LinkDetached());

      held.close();
      assertThat(bench.isPinned()).isFalse();
      assertThat(bench.isInKernel(standing)).isFalse();
    }

    /** Whether it did; if it could not, the answer says so. */
    private static boolean detachesByForce(LinkAnswer answer) {
      if (answer instanceof LinkDetached) {
        return true;
      }
      assertThat(((DetachRefused) answer).failure().message())
          .contains("still attached", "another process or pin holds it");
      return false;
    }

    @Test
    void foreignLinkAtOurPinIsNeverTouched() {
      LinkBench bench = bench(LinkCase.named("tracepoint"));
      Load foreign = LinkBench.load(place, LinkCase.named("raw tracepoint"), "somebody-elses");
      place.kernel().bpffs().makeDirectory(place.layout().links()).orThrow();
      LinkInfo theirs;
      try (ProgramHandle program =
              (ProgramHandle) place.kernel().bpffs().open(Path.of(foreign.pin())).orThrow();
          LinkHandle link =
              place
                  .kernel()
                  .links()
                  .create(program, new RawTracepointTarget("sys_enter", 0))
                  .orThrow()) {
        place.kernel().bpffs().pin(link, bench.pin()).orThrow();
        theirs = place.kernel().links().info(link).orThrow();
      }
      String what = "link " + theirs.id() + " runs program " + theirs.program().orElseThrow();

      assertThat(bench.survey()).isEqualTo(new LinkObservation.Strange(what));
      assertThat(((AttachRefused) bench.attach()).failure().message())
          .isEqualTo(bench.pin() + " is taken: " + what);
      assertThat(bench.withdraw()).containsExactly(bench.pin() + ": " + what + ", not touched");
      Standing never =
          new Standing(
              new Hold.ByLink(place.boot(), Integer.MAX_VALUE, bench.pin().toString()),
              bench.load().incarnation(),
              Optional.empty());
      assertThat(bench.detach(never)).isEqualTo(new LinkDetached());
      assertThat(place.kernel().links().describe(theirs.id()).orThrow()).isEqualTo(theirs);
      assertThat(bench.isPinned()).isTrue();
      place.kernel().bpffs().unlink(bench.pin()).orThrow();
    }

    @Test
    void linkOfOursThatRunsAnotherProgramIsStrangeAndCanBeDetached() {
      LinkBench bench = bench(LinkCase.named("iter"));
      Standing standing = bench.attached();
      Load other = LinkBench.load(place, LinkCase.named("iter"), "another");
      try (LinkHandle link = (LinkHandle) place.kernel().bpffs().open(bench.pin()).orThrow();
          ProgramHandle program =
              (ProgramHandle) place.kernel().bpffs().open(Path.of(other.pin())).orThrow()) {
        place.kernel().links().update(link, program, Optional.empty()).orThrow();
      }

      assertThat(bench.survey()).isInstanceOf(LinkObservation.Strange.class);
      assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
      assertThat(bench.isInKernel(standing)).isFalse();
    }

    @Test
    void somethingElseAtOurPinIsNamedAndLeftAlone() {
      LinkBench bench = bench(LinkCase.named("raw tracepoint"));
      place.kernel().bpffs().makeDirectory(place.layout().links()).orThrow();
      try (ProgramHandle program =
          (ProgramHandle) place.kernel().bpffs().open(Path.of(bench.load().pin())).orThrow()) {
        place.kernel().bpffs().pin(program, bench.pin()).orThrow();
      }

      assertThat(((AttachRefused) bench.attach()).failure().message())
          .contains("is taken: a program is pinned there");
      assertThat(bench.withdraw()).containsExactly(bench.pin() + ": a program, not touched");
      assertThat(bench.isPinned()).isTrue();
    }

    @Test
    void programThatIsNotTheOneThatWasLoadedIsNotAttached() {
      LinkBench bench = bench(LinkCase.named("raw tracepoint"));
      Incarnation right = bench.load().incarnation();

      for (Incarnation wrong :
          List.of(
              new Incarnation(
                  new BootId("another"), right.kernelId(), right.loadTimeNanos(), right.tag()),
              new Incarnation(
                  right.boot(), right.kernelId() + 1, right.loadTimeNanos(), right.tag()),
              new Incarnation(
                  right.boot(), right.kernelId(), right.loadTimeNanos() + 1, right.tag()),
              new Incarnation(
                  right.boot(), right.kernelId(), right.loadTimeNanos(), "0123456789abcdef"))) {
        LinkAnswer answer = bench.attach(with(bench.load(), wrong));

        assertThat(((AttachRefused) answer).failure().message())
            .contains("program " + Integer.toUnsignedString(wrong.kernelId()));
        assertThat(bench.ours()).isEmpty();
      }
    }

    private static Load with(Load load, Incarnation incarnation) {
      return new Load(
          incarnation,
          load.pin(),
          load.mapDirectory(),
          load.maps(),
          load.license(),
          load.gplCompatible());
    }

    @Test
    void programWhosePinIsGoneIsNotAttached() {
      LinkBench bench = bench(LinkCase.named("raw tracepoint"));
      place.kernel().bpffs().unlink(Path.of(bench.load().pin())).orThrow();

      assertThat(((AttachRefused) bench.attach()).failure().message())
          .contains(bench.load().pin(), "ENOENT");
    }

    @Test
    void missingTargetIsRefusedAndLeavesNothing() {
      LinkBench bench = bench(LinkCase.named("sk_lookup"));
      var elsewhere = new SkLookupAttachment("/run/netns/bpfledger-missing");
      LinkAnswer answer =
          new LinkWork(place.workplace(), _ -> {})
              .carryOut(
                  new LinkTask.Attach(
                      LinkBench.OPERATION, LinkBench.LINK, elsewhere, bench.load()));

      assertThat(((AttachRefused) answer).failure().message()).contains("ENOENT");
      assertThat(bench.ours()).isEmpty();
      assertThat(bench.isPinned()).isFalse();
    }
  }
}
