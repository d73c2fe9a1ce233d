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
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What others have on our hooks stays, and stays where it is. */
final class DispatcherForeignMembersTest {

  private static final int TC_NEXT = -1;

  /** Another manager of programs on the same machine. */
  private static final class Stranger {
    final SimulatedHookScene scene;
    final SimulatedProcess process;

    Stranger(SimulatedHookScene scene) {
      this.scene = scene;
      process = scene.host().startProcess("cilium");
    }

    ProgramHandle load(String section, String name, int verdict) {
      LoadRequest request =
          LoadRequest.of(
              name,
              DeclaredObject.of(DeclaredProgram.in(section, name).returning(verdict)),
              ProgramSelection.of(name));
      LoadedObject loaded = process.objects().load(request).orThrow();
      return loaded.program(name);
    }

    ProgramId id(ProgramHandle program) {
      return process.programs().info(program).orThrow().id();
    }

    LinkHandle xdp(ProgramHandle program) {
      return process
          .links()
          .create(program, new XdpTarget(scene.device(), XdpMode.AUTOMATIC))
          .orThrow();
    }

    LinkId tcx(ProgramHandle program, TcxPosition position) {
      TcxTarget target = new TcxTarget(scene.device(), Direction.INGRESS, position, 0);
      LinkHandle link = process.links().create(program, target).orThrow();
      return process.links().info(link).orThrow().id();
    }
  }

  private static DispatcherAnswer.PlaceRefused refused(KernelAnswer answer) {
    if (answer instanceof DispatcherAnswer.PlaceRefused refused) {
      return refused;
    }
    throw new AssertionError("not refused: " + answer);
  }

  @Test
  void xdpProgramOfOthersIsNamedAndNeverTouched() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Stranger cilium = new Stranger(scene);
      ProgramHandle theirs = cilium.load("xdp", "cil_xdp_entry", 2);
      cilium.xdp(theirs);
      scene.host().recording().clear();

      DispatcherAnswer.PlaceRefused answer =
          refused(
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

      assertThat(refused(answer).failure().message()).contains("EBUSY", "old_tool");
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
      scene.outside().replaceProgram(linkOf(live), theirs);

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.RETARGETED));
      Revision next = scene.revision(2, one, scene.member(2));
      assertThat(refused(scene.carryOut(scene.place(next, Optional.of(live)))).failure().message())
          .contains("stranger");
      assertThat(onXdp(scene)).containsExactly(theirs);

      scene.placed(scene.revision(3, one, scene.member(3)), Optional.empty());
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 3);
    }
  }

  @Test
  void linkDetachedByForceIsSeenAndReplaced() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      scene.outside().detach(linkOf(live));

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.DEFUNCT));
      scene.placed(scene.revision(2, one, scene.member(2)), Optional.of(live));
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    }
  }

  @Test
  void flavoursThatDoNotMixAreNamedByTheirPrograms() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Revision.Member plain = scene.member(1);
      Revision.Member frags =
          scene.member(2, scene.passing(), scene.defaultProceedOn(), "xdp_frags_step");
      LiveRevision live = scene.placed(scene.revision(1, plain), Optional.empty());

      DispatcherAnswer.PlaceRefused answer =
          refused(scene.carryOut(scene.place(scene.revision(2, plain, frags), Optional.of(live))));

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

  @Test
  void ingressQdiscOfOthersIsRefusedWithTheWayOut() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      scene.outside().addIngressQdisc(scene.device());

      DispatcherAnswer.PlaceRefused answer =
          refused(
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
      List<TcFilter> theirs = filters(scene);

      Revision.Member one = scene.member(1);
      LiveRevision first = scene.placed(scene.revision(1, one), Optional.empty());
      LiveRevision second =
          scene.placed(scene.revision(2, one, scene.member(2)), Optional.of(first));
      assertThat(filters(scene)).containsAll(theirs).hasSize(3);
      assertThat(second.placement())
          .isInstanceOfSatisfying(
              Placement.Chain.class,
              chain -> assertThat(chain.holder()).isEqualTo(new Placement.FilterHolder(52, 1)));
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);

      scene.clear(second);
      assertThat(filters(scene)).isEqualTo(theirs);
      assertThat(qdiscs(scene)).contains("clsact");
    }
  }

  @Test
  void filterThatSomebodyRemovedIsSeenAndSetAgain() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      scene.outside().deleteFilter(scene.device(), Direction.INGRESS, 50, 1);

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOf(HookObservation.Vacant.class);
      scene.placed(scene.revision(2, one), Optional.empty());
      assertThat(scene.stepsOfAPacket(1)).containsExactly(1);
      assertThat(filters(scene)).hasSize(1);
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
          refused(
              scene.carryOut(scene.place(scene.revision(1, scene.member(1)), Optional.empty())));

      assertThat(answer.failure().message()).contains("ESTALE", "16 times");
      assertThat(scene.faults().hits()).isEqualTo(16);
    }
  }

  @Test
  void namespaceThatWasReplacedIsAnother() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      LiveRevision live =
          scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());
      scene.outside().removeNamespace(scene.device().namespace());

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.TARGET_GONE));
      assertThat(scene.clear(live)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
      assertThat(scene.pins()).containsExactly("dispatchers");
    }
  }

  @Test
  void whatCannotBeReadIsNotTakenForGone() {
    for (HookPoint point : HookPoint.values()) {
      try (SimulatedHookScene scene = new SimulatedHookScene(point)) {
        LiveRevision live =
            scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());
        scene.faults().add(Fault.failEvery(Operation.DESCRIBE_PROGRAM, Errno.EPERM));

        assertThat(scene.survey(Optional.empty(), Optional.of(live)))
            .as(point.word())
            .isInstanceOf(HookObservation.Unreadable.class);
        scene.faults().clear();
        assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
      }
    }
  }

  @Test
  void changeOfWhichNobodyCanTellIsNotGuessedAbout() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      Revision next = scene.revision(2, one, scene.member(2));
      scene.faults().add(Fault.doThenFail(Operation.REPLACE_FILTER, 1, Errno.EIO));
      scene.faults().add(Fault.fail(Operation.LIST_FILTERS, 2, Errno.EIO));

      KernelAnswer answer = scene.carryOut(scene.place(next, Optional.of(live)));

      assertThat(answer)
          .isInstanceOfSatisfying(
              KernelAnswer.Broken.class,
              broken -> assertThat(broken.why()).contains("cannot be seen"));
      assertThat(scene.stepsOfAPacket(2))
          .as("nothing that may run was undone")
          .containsExactly(1, 2);
    }
  }

  private static LinkId linkOf(LiveRevision live) {
    if (live.placement() instanceof Placement.Direct(_, Placement.LinkHolder(var hold))) {
      return new LinkId(hold.kernelLinkId());
    }
    throw new AssertionError("held by no link: " + live);
  }

  private static List<ProgramId> onXdp(SimulatedHookScene scene) {
    return scene.kernel().links().query(new Hook.Xdp(scene.device())).orThrow().members().stream()
        .map(HookMembers.Member::program)
        .toList();
  }

  private static List<TcFilter> filters(SimulatedHookScene scene) {
    return scene
        .kernel()
        .trafficControl()
        .filters(new TcTarget(scene.device(), Direction.INGRESS))
        .orThrow();
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
