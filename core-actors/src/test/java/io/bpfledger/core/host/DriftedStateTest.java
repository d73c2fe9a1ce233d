package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What people can still do when the kernel is not as the ledger says, or not ours alone: nothing is
 * wedged, and nothing foreign is touched.
 */
final class DriftedStateTest {

  private static final ObjectBytes TRACE =
      DeclaredObject.of(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace"));
  private static final Attachment SCHED_SWITCH =
      new TracepointAttachment("sched", "sched_switch", 0);

  @TempDir private Path scratch;
  private World world;
  private NetworkInterface veth;
  private Device device;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    world.outside().addTracepoint("sched", "sched_switch");
    NetworkNamespace blue = world.outside().addNamespace("blue");
    veth = world.outside().addInterface(blue, "veth0");
    device = new Device(blue.path(), "veth0");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private Path pin(ProgramKey program) {
    return Path.of(((ProgramState.Loaded) world.programView(program).state()).load().pin());
  }

  private LinkId kernelLink(LinkKey link) {
    LinkState.Attached attached = (LinkState.Attached) world.linkView(link).state();
    return new LinkId(((Hold.ByLink) attached.standing().hold()).kernelLinkId());
  }

  private ProgramKey loadTrace() {
    return world.load(TRACE, "trace", AttachKind.TRACEPOINT);
  }

  @Test
  void aProgramWhosePinSomebodyRemovedCanBeUnloaded() {
    ProgramKey program = loadTrace();
    world.outside().unlink(pin(program));

    World.expectDone(world.tryUnload(program));

    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aProgramThatIsInTheLedgerAndNotInTheKernelIsNotAttachedAndCanBeUnloaded() {
    ProgramKey program = loadTrace();
    world.outside().removeTree(pin(program).resolveSibling("maps"));
    world.outside().unlink(pin(program));
    LinkKey link = world.newLink();

    Answer<Outcome> answer = world.tryAttach(link, program, SCHED_SWITCH);

    assertThat(answer.toString()).contains("ENOENT");
    assertThat(world.phase(link)).isEqualTo("failed");
    World.expectDone(world.tryUnload(program));
  }

  @Test
  void anotherProgramAtThePinOfOursIsNeitherAttachedNorRemoved() {
    ProgramKey program = loadTrace();
    ProgramKey other = loadTrace();
    Path pin = pin(program);
    world.outside().unlink(pin);
    try (SimulatedProcess somebody = world.machine().startProcess("somebody");
        ProgramHandle handle = (ProgramHandle) somebody.bpffs().open(pin(other)).orThrow()) {
      somebody.bpffs().pin(handle, pin).orThrow();
    }

    Answer<Outcome> attach = world.tryAttach(world.newLink(), program, SCHED_SWITCH);
    world.tryUnload(program);

    assertThat(attach.toString()).contains("Failed");
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.programsInKernel()).isEqualTo(1);
    assertThat(world.phase(other)).isEqualTo("loaded");
    World.expectDone(world.tryUnload(other));
  }

  @Test
  void aLinkWhosePinSomebodyRemovedCanBeDetached() {
    LinkKey link = world.attach(loadTrace(), SCHED_SWITCH);
    world.outside().unlink(World.BPFFS.resolve("links").resolve(link.toString()));

    World.expectDone(world.tryDetach(link));

    assertThat(world.phase(link)).isEqualTo("detached");
  }

  @ParameterizedTest
  @EnumSource(names = {"XDP", "TCX_INGRESS"})
  void aMemberThatSomebodyDetachedCanBeDetached(HookCase hook) {
    ProgramKey program = world.load(hook.counting("one"), "one", hook.kind());
    LinkKey link = world.attach(program, hook.on(device, 10));
    world.inventory().links().ids().forEach(id -> world.outside().detach(id));

    World.expectDone(world.tryDetach(link));
    World.expectDone(world.tryUnload(program));

    assertThat(world.pins()).isEmpty();
    assertThat(world.programsInKernel()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aHookThatSomebodyEmptiedTakesTheNextMemberOrSaysWhyNot(HookCase hook) {
    ProgramKey one = world.load(hook.counting("one"), "one", hook.kind());
    ProgramKey two = world.load(hook.counting("two"), "two", hook.kind());
    world.attach(one, hook.on(device, 10));
    empty(hook);

    Answer<Outcome> answer = world.tryAttach(world.newLink(), two, hook.on(device, 20));

    assertThat(answer).isInstanceOf(Answer.Done.class);
    World.expectDone(world.tryUnload(two));
    World.expectDone(world.tryUnload(one));
    assertThat(world.pins()).isEmpty();
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.linksInKernel()).isZero();
  }

  private void empty(HookCase hook) {
    switch (hook) {
      case XDP, TCX_INGRESS, TCX_EGRESS ->
          world.inventory().links().ids().forEach(id -> world.outside().detach(id));
      case TC_INGRESS, TC_EGRESS -> world.outside().deleteClsact(veth);
    }
  }

  @Test
  void aForeignXdpProgramStaysAndTheAttachSaysSo() {
    try (SimulatedProcess other = world.machine().startProcess("other")) {
      ProgramHandle foreign = load(other, HookCase.XDP, "foreign");
      var _ = other.links().create(foreign, new XdpTarget(veth, XdpMode.AUTOMATIC)).orThrow();
      ProgramKey program = world.load(HookCase.XDP.counting("one"), "one", AttachKind.XDP);
      LinkKey link = world.newLink();

      Answer<Outcome> answer = world.tryAttach(link, program, HookCase.XDP.on(device, 10));

      assertThat(answer.toString()).contains("EBUSY");
      assertThat(world.phase(link)).isEqualTo("failed");
      assertThat(members(new Hook.Xdp(veth))).containsExactly(id(other, foreign));
    }
  }

  @Test
  void foreignFiltersStayWhereTheyAre() {
    world.outside().addClsact(veth);
    world.outside().addForeignFilter(veth, Direction.INGRESS, 1, 1, "flower");
    ProgramKey program = world.load(HookCase.TC_INGRESS.counting("one"), "one", AttachKind.TC);
    LinkKey link = world.attach(program, HookCase.TC_INGRESS.on(device, 10));

    World.expectDone(world.tryDetach(link));

    try (SimulatedProcess observer = world.machine().startProcess("observer")) {
      assertThat(observer.trafficControl().filters(new TcTarget(veth, Direction.INGRESS)).orThrow())
          .singleElement()
          .satisfies(filter -> assertThat(filter.kind()).isEqualTo("flower"));
    }
  }

  @Test
  void anIngressQdiscThatIsNotClsactIsRefusedAndStays() {
    world.outside().addIngressQdisc(veth);
    ProgramKey program = world.load(HookCase.TC_INGRESS.counting("one"), "one", AttachKind.TC);
    LinkKey link = world.newLink();

    Answer<Outcome> answer = world.tryAttach(link, program, HookCase.TC_INGRESS.on(device, 10));

    assertThat(answer.toString()).contains("ingress").contains("clsact");
    assertThat(world.phase(link)).isEqualTo("failed");
    try (SimulatedProcess observer = world.machine().startProcess("observer")) {
      assertThat(observer.trafficControl().qdiscs(veth).orThrow())
          .anySatisfy(qdisc -> assertThat(qdisc.kind()).isEqualTo("ingress"));
    }
  }

  @Test
  void foreignMembersOfATcxHookKeepTheirPlaces() {
    HookCase hook = HookCase.TCX_INGRESS;
    try (SimulatedProcess other = world.machine().startProcess("other")) {
      ProgramHandle first = load(other, hook, "first");
      ProgramHandle last = load(other, hook, "last");
      var _ = other.links().create(first, at(new TcxPosition.First())).orThrow();
      var _ = other.links().create(last, at(new TcxPosition.Last())).orThrow();
      ProgramKey late = world.load(hook.counting("late"), "late", hook.kind());
      ProgramKey early = world.load(hook.counting("early"), "early", hook.kind());
      LinkKey lateLink = world.attach(late, hook.on(device, 20));
      LinkKey earlyLink = world.attach(early, hook.on(device, 10));

      List<ProgramId> members = members(new Hook.Tcx(veth, Direction.INGRESS));
      assertThat(members).hasSize(4);
      assertThat(members.indexOf(kernelId(early))).isLessThan(members.indexOf(kernelId(late)));
      assertThat(members.indexOf(id(other, first))).isLessThan(members.indexOf(id(other, last)));
      World.expectDone(world.tryDetach(lateLink));
      World.expectDone(world.tryDetach(earlyLink));
      assertThat(members(new Hook.Tcx(veth, Direction.INGRESS)))
          .containsExactly(id(other, first), id(other, last));
    }
  }

  private TcxTarget at(TcxPosition position) {
    return new TcxTarget(veth, Direction.INGRESS, position, 0);
  }

  private static ProgramHandle load(SimulatedProcess process, HookCase hook, String name) {
    return process
        .objects()
        .load(LoadRequest.of(name, hook.counting(name), ProgramSelection.of(name, hook.kind())))
        .orThrow()
        .program(name);
  }

  private static ProgramId id(SimulatedProcess process, ProgramHandle program) {
    return process.programs().info(program).orThrow().id();
  }

  private ProgramId kernelId(ProgramKey program) {
    ProgramState.Loaded loaded = (ProgramState.Loaded) world.programView(program).state();
    return new ProgramId(loaded.load().incarnation().kernelId());
  }

  private List<ProgramId> members(Hook hook) {
    try (SimulatedProcess observer = world.machine().startProcess("observer")) {
      return observer.links().query(hook).orThrow().members().stream()
          .map(member -> member.program())
          .toList();
    }
  }

  @Test
  void somethingForeignBelowOurMountIsLeftAlone() {
    ProgramKey program = loadTrace();
    Path foreign = World.BPFFS.resolve("somebody");
    try (SimulatedProcess somebody = world.machine().startProcess("somebody");
        ProgramHandle handle = (ProgramHandle) somebody.bpffs().open(pin(program)).orThrow()) {
      somebody.bpffs().pin(handle, foreign).orThrow();
    }

    World.expectDone(world.tryUnload(program));

    assertThat(world.pins()).containsExactly("somebody");
  }

  @Test
  void aLinkThatLivesOnInSomebodyElsesHandsIsNotSilentlyTakenForDetached() {
    LinkKey link = world.attach(loadTrace(), SCHED_SWITCH);
    try (SimulatedProcess somebody = world.machine().startProcess("somebody")) {
      var held = somebody.links().open(kernelLink(link)).orThrow();

      Answer<Outcome> answer = world.tryDetach(link);

      assertThat(held.isOpen()).isTrue();
      assertThat(answer.toString()).contains("Failed");
      assertThat(world.phase(link)).isEqualTo("attached");
    }
    World.expectDone(world.tryDetach(link));
    assertThat(world.linksInKernel()).isZero();
  }
}
