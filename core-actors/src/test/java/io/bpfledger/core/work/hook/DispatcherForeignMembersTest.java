package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.simulated.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What others have on our hooks stays, and stays where it is. */
final class DispatcherForeignMembersTest {

  private static final int TC_NEXT = -1;

  @Test
  void xdpProgramOfOthersIsNamedAndNeverTouched() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Stranger cilium = new Stranger(scene);
      ProgramHandle theirs = cilium.load("xdp", "cil_xdp_entry", 2);
      cilium.xdp(theirs);
      scene.host().recording().clear();

      DispatcherAnswer.PlaceRefused answer =
          HookScene.refused(
              scene.carryOut(scene.place(scene.revision(1, scene.member(1)), Optional.empty())));

      assertThat(answer.failure().message())
          .contains("EBUSY", "cil_xdp_entry", "program " + cilium.id(theirs), "not ours");
      assertThat(answer.leftovers()).isEmpty();
      assertThat(scene.pins()).isEmpty();
      assertThat(onXdp(scene)).containsExactly(cilium.id(theirs));
      assertThat(scene.survey(Optional.empty(), Optional.empty()))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.REPLACED));
    }
  }

  @Test
  void xdpProgramThatWasSetByNetlinkIsNamedToo() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Stranger iproute = new Stranger(scene);
      ProgramId theirs = iproute.id(iproute.load("xdp", "old_tool", 2));
      scene.outside().setXdpByNetlink(scene.device(), theirs);

      KernelAnswer answer =
          scene.carryOut(scene.place(scene.revision(1, scene.member(1)), Optional.empty()));

      assertThat(HookScene.refused(answer).failure().message()).contains("EBUSY", "old_tool");
      assertThat(onXdp(scene)).containsExactly(theirs);
    }
  }

  @Test
  void strangerInOurLinkIsSeenAndOnlyReplacedOnceTheLedgerKnowsOfIt() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      Stranger stranger = new Stranger(scene);
      ProgramId theirs = stranger.id(stranger.load("xdp", "stranger", 2));
      scene.outside().replaceProgram(HookScene.linkOf(live), theirs);

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.RETARGETED));
      Revision next = scene.revision(2, one, scene.member(2));
      assertThat(
              HookScene.refused(scene.carryOut(scene.place(next, Optional.of(live))))
                  .failure()
                  .message())
          .contains("stranger");
      assertThat(onXdp(scene)).containsExactly(theirs);

      scene.placed(scene.revision(3, one, scene.member(3)), Optional.empty());
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 3);
    }
  }

  @Test
  void ingressQdiscOfOthersIsRefusedWithTheWayOut() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      scene.outside().addIngressQdisc(scene.device());

      DispatcherAnswer.PlaceRefused answer =
          HookScene.refused(
              scene.carryOut(scene.place(scene.revision(1, scene.member(1)), Optional.empty())));

      assertThat(answer.failure().message()).contains("ingress", "tc qdisc del dev veth0");
      assertThat(scene.pins()).isEmpty();
      assertThat(qdiscs(scene)).contains("ingress");
    }
  }

  @Test
  void filtersOfOthersStayWhatEverComesAndGoes() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      scene.outside().addClsact(scene.device());
      scene.outside().addForeignFilter(scene.device(), Direction.INGRESS, 50, 1, "flower");
      Stranger stranger = new Stranger(scene);
      TcTarget target = new TcTarget(scene.device(), Direction.INGRESS);
      TcFilterSpec alike = new TcFilterSpec(51, 1, "bpfledger");
      stranger
          .process
          .trafficControl()
          .addFilter(target, alike, stranger.load("tc", "alike", TC_NEXT))
          .orThrow();
      List<TcFilter> theirs = scene.ingressFilters();

      Revision.Member one = scene.member(1);
      LiveRevision first = scene.placed(scene.revision(1, one), Optional.empty());
      LiveRevision second =
          scene.placed(scene.revision(2, one, scene.member(2)), Optional.of(first));
      assertThat(scene.ingressFilters()).containsAll(theirs).hasSize(3);
      assertThat(second.placement())
          .isInstanceOfSatisfying(
              Placement.Chain.class,
              chain -> assertThat(chain.holder()).isEqualTo(new Placement.FilterHolder(52, 1)));
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);

      scene.clear(second);
      assertThat(scene.ingressFilters()).isEqualTo(theirs);
      assertThat(qdiscs(scene)).contains("clsact");
    }
  }

  @Test
  void tcxMembersOfOthersStayWhereTheyAre() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TCX_INGRESS)) {
      Stranger cilium = new Stranger(scene);
      LinkId head =
          cilium.tcx(cilium.load("tcx/ingress", "head", TC_NEXT), new TcxPosition.First());
      LinkId tail = cilium.tcx(cilium.load("tcx/ingress", "tail", TC_NEXT), new TcxPosition.Last());
      Revision.Member one = scene.member(1);
      Revision.Member two = scene.member(2);
      Revision.Member three = scene.member(3);
      LiveRevision first = scene.placed(scene.revision(1, two), Optional.empty());
      LinkId middle =
          cilium.tcx(cilium.load("tcx/ingress", "mid", TC_NEXT), new TcxPosition.Last());

      LiveRevision second = scene.placed(scene.revision(2, one, two, three), Optional.of(first));
      assertThat(scene.stepsOfAPacket(3)).containsExactly(1, 2, 3);
      assertThat(strangers(scene, second)).containsExactly(head, tail, middle);

      scene.placed(scene.revision(3, one, three), Optional.of(second));
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 3);
      assertThat(strangers(scene, second)).containsExactly(head, tail, middle);
    }
  }

  @Test
  void changeOfAnotherBetweenLookAndAttachIsTriedAgain() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TCX_INGRESS)) {
      scene.faults().add(Fault.fail(Operation.CREATE_LINK, 1, Errno.ESTALE));
      scene.faults().add(Fault.fail(Operation.CREATE_LINK, 2, Errno.ESTALE));

      scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());

      assertThat(scene.faults().hits()).isEqualTo(2);
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    }
  }

  @Test
  void hookThatOthersChangeWithoutEndIsGivenUp() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TCX_INGRESS)) {
      scene.faults().add(Fault.failEvery(Operation.CREATE_LINK, Errno.ESTALE));

      DispatcherAnswer.PlaceRefused answer =
          HookScene.refused(
              scene.carryOut(scene.place(scene.revision(1, scene.member(1)), Optional.empty())));

      assertThat(answer.failure().message()).contains("ESTALE", "16 times");
      assertThat(scene.faults().hits()).isEqualTo(16);
    }
  }

  private static List<ProgramId> onXdp(SimulatedHookScene scene) {
    return scene.kernel().links().query(new Hook.Xdp(scene.device())).orThrow().members().stream()
        .map(HookMembers.Member::program)
        .toList();
  }

  private static List<String> qdiscs(SimulatedHookScene scene) {
    return scene.kernel().trafficControl().qdiscs(scene.device()).orThrow().stream()
        .map(Qdisc::kind)
        .toList();
  }

  /** The links on the hook that are not ours, in order. */
  private static List<LinkId> strangers(SimulatedHookScene scene, LiveRevision live) {
    List<LinkId> ours =
        live.placement() instanceof Placement.Native(var members)
            ? members.stream().map(member -> new LinkId(member.hold().kernelLinkId())).toList()
            : List.of();
    return scene
        .kernel()
        .links()
        .query(new Hook.Tcx(scene.device(), Direction.INGRESS))
        .orThrow()
        .members()
        .stream()
        .flatMap(member -> member.link().stream())
        .filter(link -> !ours.contains(link))
        .toList();
  }
}
