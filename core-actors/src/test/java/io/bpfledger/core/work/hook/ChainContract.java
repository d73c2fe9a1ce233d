package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is true of hooks whose members proceed as we say. */
abstract class ChainContract extends HookContract {

  ChainContract(Supplier<HookScene> scenes) {
    super(scenes);
  }

  @Test
  void proceedOnOfItsOwnNeedsAChainAndIsObeyed() {
    Optional<ProceedOn> onStop =
        Optional.of(
            scene.point() == HookPoint.XDP
                ? ProceedOn.OfXdp.of(XdpVerdict.DROP)
                : ProceedOn.OfTc.of(TcVerdict.OK));
    Revision.Member stopping = scene.member(1, scene.stopping(), onStop, scene.ordinary());
    LiveRevision alone = scene.placed(scene.revision(1, stopping), Optional.empty());
    assertThat(alone.placement()).isInstanceOf(Placement.Chain.class);

    Revision.Member passing = scene.member(2, scene.passing(), onStop, scene.ordinary());
    scene.placed(scene.revision(2, stopping, passing, scene.member(3)), Optional.of(alone));

    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
  }

  @Test
  void thirtyFirstMemberIsRefusedAndThirtyRunOn() {
    List<Revision.Member> members = new ArrayList<>(List.of(members(30)));
    LiveRevision live =
        scene.placed(scene.revision(1, members.toArray(Revision.Member[]::new)), Optional.empty());
    members.add(scene.member(31));

    KernelAnswer answer =
        scene.carryOut(
            scene.place(
                scene.revision(2, members.toArray(Revision.Member[]::new)), Optional.of(live)));

    assertThat(answer)
        .isInstanceOfSatisfying(
            DispatcherAnswer.PlaceRefused.class,
            refused ->
                assertThat(refused.failure().message())
                    .contains("31 programs on one hook", "takes 30"));
    assertThat(scene.stepsOfAPacket(30)).isEqualTo(oneTo(30));
  }
}
