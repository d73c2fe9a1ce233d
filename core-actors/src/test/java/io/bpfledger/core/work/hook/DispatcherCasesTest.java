package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The cases of the design that are about hooks, by their letters: the service is killed when the
 * kernel has changed and the ledger has not, or somebody else changes the hook. Here the answer of
 * the work is thrown away, as a service that dies then would.
 */
final class DispatcherCasesTest {

  @Nested
  final class XdpSimulated extends Cases {
    XdpSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.XDP));
    }
  }

  @Nested
  @RealKernel
  final class XdpOnLinux extends Cases {
    XdpOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.XDP));
    }
  }

  @Nested
  final class TcSimulated extends TcCases {
    TcSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.TC_INGRESS));
    }
  }

  @Nested
  @RealKernel
  final class TcOnLinux extends TcCases {
    TcOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.TC_INGRESS));
    }
  }

  @Nested
  final class TcxSimulated extends Cases {
    TcxSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.TCX_INGRESS));
    }
  }

  @Nested
  @RealKernel
  final class TcxOnLinux extends Cases {
    TcxOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.TCX_INGRESS));
    }
  }

  abstract static class Cases {

    final HookScene scene;

    Cases(Supplier<HookScene> scenes) {
      scene = scenes.get();
    }

    @AfterEach
    void close() {
      scene.close();
    }

    /** Puts a revision in place, and nobody hears of it. */
    final void placedUnrecorded(Revision revision, Optional<LiveRevision> before) {
      assertThat(scene.carryOut(scene.place(revision, before)))
          .isInstanceOf(DispatcherAnswer.RevisionPlaced.class);
    }

    /** What the next service finds running. */
    final LiveRevision found(Revision planned, Optional<LiveRevision> before) {
      HookObservation seen = scene.survey(Optional.of(planned), before);
      if (seen instanceof HookObservation.Runs(LiveRevision live)
          && live.revision().equals(planned)) {
        return live;
      }
      throw new AssertionError("not found running: " + seen);
    }

    @Test
    void caseASecondAttachIsFinishedForwardAndAThirdFollows() {
      Revision.Member one = scene.member(1);
      Revision.Member two = scene.member(2);
      LiveRevision first = scene.placed(scene.revision(1, one), Optional.empty());
      Revision second = scene.revision(2, one, two);
      placedUnrecorded(second, Optional.of(first));

      LiveRevision adopted = found(second, Optional.of(first));
      scene.placed(scene.revision(3, one, two, scene.member(3)), Optional.of(adopted));

      assertThat(scene.stepsOfAPacket(3)).containsExactly(1, 2, 3);
    }

    @Test
    void caseBFirstAttachIsAdoptedOrTriedAgain() {
      Revision first = scene.revision(1, scene.member(1));
      placedUnrecorded(first, Optional.empty());

      LiveRevision adopted = found(first, Optional.empty());
      assertThat(scene.stepsOfAPacket(1)).containsExactly(1);
      scene.clear(adopted);
      scene.placed(scene.revision(2, scene.member(2)), Optional.empty());
      assertThat(scene.stepsOfAPacket(1)).containsExactly(2);
    }

    @Test
    void caseFDetachOfOneOfTwoIsFinishedAndItsProgramCanGo() {
      Revision.Member one = scene.member(1);
      Revision.Member two = scene.member(2);
      LiveRevision both = scene.placed(scene.revision(1, one, two), Optional.empty());
      Revision alone = scene.revision(2, two);
      placedUnrecorded(alone, Optional.of(both));

      LiveRevision adopted = found(alone, Optional.of(both));
      sweep(adopted);
      assertThat(scene.stepsOfAPacket(1)).containsExactly(2);
      requireGoes(1);
    }

    @Test
    void caseGDetachOfTheLastLeavesTheHookEmpty() {
      LiveRevision live =
          scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());
      scene.clear(live);

      assertThat(scene.clear(live)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
      assertThat(scene.stepsOfAPacket(0)).isEmpty();
      requireGoes(1);
      requireGoes(2);
    }

    @Test
    void casesHAndKWhatSomebodyTookFromTheHookIsSeenAndPutBack() {
      Revision.Member one = scene.member(1);
      Revision.Member two = scene.member(2);
      LiveRevision live = scene.placed(scene.revision(1, one, two), Optional.empty());
      takeFromTheHook(live);

      HookObservation seen = scene.survey(Optional.empty(), Optional.of(live));
      assertThat(seen).isNotInstanceOf(HookObservation.Runs.class);
      scene.placed(scene.revision(2, one, two), Optional.empty());
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    }

    /** As bpftool and tc do it. */
    private void takeFromTheHook(LiveRevision live) {
      switch (live.placement()) {
        case Placement.Direct _ -> throw new AssertionError("two members stand there");
        case Placement.Chain chain -> {
          switch (chain.holder()) {
            case Placement.LinkHolder(var hold) -> detach(hold.pin());
            case Placement.FilterHolder(int priority, int handle) ->
                scene
                    .kernel()
                    .trafficControl()
                    .deleteFilter(new TcTarget(scene.device(), Direction.INGRESS), priority, handle)
                    .orThrow();
          }
        }
        case Placement.Native(var members) -> detach(members.getFirst().hold().pin());
      }
    }

    private void detach(String pin) {
      Handle handle = scene.kernel().bpffs().open(Path.of(pin)).orThrow();
      try (handle) {
        scene.kernel().links().detach((LinkHandle) handle).orThrow();
      }
    }

    final void sweep(LiveRevision live) {
      long number = live.revision().number();
      KernelAnswer swept =
          scene.carryOut(
              new DispatcherTask.Sweep(scene.freshId(), scene.hook(), List.of(number), number));
      assertThat(swept).isEqualTo(new DispatcherAnswer.Swept(List.of()));
    }

    /** Once its pin is gone, nothing of the hook's keeps the program. */
    private void requireGoes(int step) {
      ProgramId program = new ProgramId(scene.loadOf(step).incarnation().kernelId());
      scene.kernel().bpffs().unlink(Path.of(scene.loadOf(step).pin())).orThrow();
      assertThat(
              Eventually.get(
                  "the end of program " + program,
                  () -> scene.kernel().programs().describe(program).problem()))
          .satisfies(error -> assertThat(error.errno().name()).isEqualTo("ENOENT"));
    }
  }

  /** Filters need no pin, so what nobody recorded could stay for ever. */
  abstract static class TcCases extends Cases {

    TcCases(Supplier<HookScene> scenes) {
      super(scenes);
    }

    @Test
    void caseCSecondAttachLeavesOneFilterAndDetachReallyDetaches() {
      Revision.Member one = scene.member(1);
      LiveRevision first = scene.placed(scene.revision(1, one), Optional.empty());
      Revision second = scene.revision(2, one, scene.member(2));
      placedUnrecorded(second, Optional.of(first));

      LiveRevision adopted = found(second, Optional.of(first));
      assertThat(scene.ingressFilters()).hasSize(1);
      assertThat(scene.clear(adopted)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
      assertThat(scene.ingressFilters()).isEmpty();
      assertThat(scene.stepsOfAPacket(0)).isEmpty();
    }

    @Test
    void caseCFirstAttachThatNobodyRecordedIsReplacedInPlace() {
      Revision.Member one = scene.member(1);
      placedUnrecorded(scene.revision(1, one), Optional.empty());

      scene.placed(scene.revision(2, one, scene.member(2)), Optional.empty());
      assertThat(scene.ingressFilters()).hasSize(1);
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    }
  }
}
