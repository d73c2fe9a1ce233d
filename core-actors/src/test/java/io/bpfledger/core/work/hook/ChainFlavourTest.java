package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.chain.ChainKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Programs for one buffer and for several go into chains of their own. */
final class ChainFlavourTest {

  @Test
  void flavoursThatDoNotMixAreNamedByTheirPrograms() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Revision.Member plain = scene.member(1);
      Revision.Member frags =
          scene.member(2, scene.passing(), scene.defaultProceedOn(), "xdp_frags_step");
      LiveRevision live = scene.placed(scene.revision(1, plain), Optional.empty());

      DispatcherAnswer.PlaceRefused answer =
          HookScene.refused(
              scene.carryOut(scene.place(scene.revision(2, plain, frags), Optional.of(live))));

      assertThat(answer.failure().message()).contains("step1", "step2", "xdp.frags");
      assertThat(answer.leftovers()).isEmpty();
      assertThat(scene.stepsOfAPacket(1)).containsExactly(1);
      assertThat(scene.kernel().openHandles()).isZero();
    }
  }

  @Test
  void programsForSeveralBuffersGetTheirOwnChain() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Revision.Member[] members = {
        scene.member(1, scene.passing(), scene.defaultProceedOn(), "xdp_frags_step"),
        scene.member(2, scene.passing(), scene.defaultProceedOn(), "xdp_frags_step")
      };
      LiveRevision live = scene.placed(scene.revision(1, members), Optional.empty());

      assertThat(live.placement())
          .isInstanceOfSatisfying(
              Placement.Chain.class,
              chain -> assertThat(chain.flavour()).isEqualTo(ChainKind.XDP_FRAGS));
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    }
  }
}
