package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.simulated.Fault;
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

/** What entities do when they are told to put themselves right. */
final class RepairTest {

  private static final ObjectBytes TRACE =
      DeclaredObject.empty()
          .counter("hits")
          .program(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace").counting("hits"))
          .bytes();
  private static final Attachment SCHED_SWITCH =
      new TracepointAttachment("sched", "sched_switch", 0);

  @TempDir private Path scratch;
  private World world;
  private Repairer repairer;
  private NetworkInterface veth;
  private Device device;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    repairer = new Repairer(world);
    world.outside().addTracepoint("sched", "sched_switch");
    NetworkNamespace blue = world.outside().addNamespace("blue");
    veth = world.outside().addInterface(blue, "veth0");
    device = new Device(blue.path(), "veth0");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private ProgramKey loadTrace() {
    return world.load(TRACE, "trace", AttachKind.TRACEPOINT);
  }

  private Load load(ProgramKey program) {
    return ((ProgramState.Loaded) world.programView(program).state()).load();
  }

  private Path directory(ProgramKey program) {
    return Path.of(load(program).mapDirectory()).resolve("..").normalize();
  }

  private HookKey hook(LinkKey link) {
    return world.linkView(link).link().attachment().hook().orElseThrow();
  }

  private LinkId kernelLink(LinkKey link) {
    LinkState.Attached attached = (LinkState.Attached) world.linkView(link).state();
    return new LinkId(((Hold.ByLink) attached.standing().hold()).kernelLinkId());
  }

  @Test
  void aProgramThatIsGoneIsLoadedAgainAndKeepsItsKey() {
    ProgramKey program = loadTrace();
    world.outside().removeTree(directory(program));
    repairer.lose(program, LossReason.ABSENT);

    World.expectDone(repairer.repair(Decision.RECREATE, program));

    assertThat(world.phase(program)).isEqualTo("loaded");
    assertThat(world.programsInKernel()).isEqualTo(1);
    World.expectDone(world.tryUnload(program));
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aProgramThatIsThereAfterAllIsNotLoadedAgain() {
    ProgramKey program = loadTrace();
    Load before = load(program);
    repairer.lose(program, LossReason.ABSENT);

    World.expectDone(repairer.repair(Decision.RECREATE, program));

    assertThat(load(program)).isEqualTo(before);
    assertThat(world.programsInKernel()).isEqualTo(1);
  }

  @Test
  void mapsThatOutlivedTheirProgramGoWhenItComesBack() {
    ProgramKey program = loadTrace();
    world.outside().unlink(Path.of(load(program).pin()));
    repairer.lose(program, LossReason.ABSENT);

    World.expectDone(repairer.repair(Decision.RECREATE, program));

    assertThat(world.pins()).hasSize(2);
    World.expectDone(world.tryUnload(program));
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aProgramAndItsMapArePinnedAgainWhileSomethingElseHoldsThem() {
    ProgramKey program = loadTrace();
    world.attach(program, SCHED_SWITCH);
    Load before = load(program);
    world.outside().removeTree(directory(program));

    World.expectDone(repairer.repair(Decision.REPIN, program, before.pin()));

    assertThat(load(program)).isEqualTo(before);
    assertThat(world.pins()).hasSize(3);
    assertThat(world.hits(program)).isZero();
    World.expectDone(world.tryUnload(program));
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aProgramThatIsGoneCannotBePinnedAgain() {
    ProgramKey program = loadTrace();
    world.outside().removeTree(directory(program));

    Answer<Outcome> answer = repairer.repair(Decision.REPIN, program, "");

    assertThat(answer.toString()).contains("not in the kernel any more");
    assertThat(world.phase(program)).isEqualTo("loaded");
    assertThat(world.programView(program).state().repairs().failures()).isEqualTo(1);
  }

  @Test
  void aProgramThatWasTakenForLostIsTakenBack() {
    ProgramKey program = loadTrace();
    world.attach(program, SCHED_SWITCH);
    Load before = load(program);
    world.outside().unlink(Path.of(before.pin()));
    repairer.lose(program, LossReason.ABSENT);

    World.expectDone(repairer.repair(Decision.ADOPT, program));

    assertThat(load(program)).isEqualTo(before);
  }

  @Test
  void aSecondPinOfAProgramGoesAndTheFirstStays() {
    ProgramKey program = loadTrace();
    ProgramKey other = loadTrace();
    Path second = Path.of(load(other).pin());
    world.outside().unlink(second);
    pinBeside(program, second);

    World.expectDone(repairer.repair(Decision.DELETE, program, second.toString()));

    assertThat(world.pins())
        .noneMatch(pin -> World.BPFFS.resolve(pin).equals(second))
        .anyMatch(pin -> World.BPFFS.resolve(pin).toString().equals(load(program).pin()));
  }

  private void pinBeside(ProgramKey program, Path pin) {
    try (SimulatedProcess somebody = world.machine().startProcess("somebody");
        ProgramHandle handle =
            (ProgramHandle) somebody.bpffs().open(Path.of(load(program).pin())).orThrow()) {
      somebody.bpffs().pin(handle, pin).orThrow();
    }
  }

  @Test
  void whatIsNotItsOwnIsNeverRemoved() {
    ProgramKey program = loadTrace();
    ProgramKey other = loadTrace();

    Answer<Outcome> answer = repairer.repair(Decision.DELETE, program, load(other).pin());

    assertThat(answer.toString()).contains("not provably ours");
    assertThat(world.programsInKernel()).isEqualTo(2);
  }

  @Test
  void aLinkThatIsGoneIsAttachedAgain() {
    ProgramKey program = loadTrace();
    LinkKey link = world.attach(program, SCHED_SWITCH);
    world.outside().unlink(World.BPFFS.resolve("links").resolve(link.toString()));
    repairer.lose(link, LossReason.ABSENT);

    World.expectDone(repairer.repair(Decision.RECREATE, link));

    assertThat(world.phase(link)).isEqualTo("attached");
    assertThat(world.linksInKernel()).isEqualTo(1);
    World.expectDone(world.tryUnload(program));
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aLinkThatLostOnlyItsPinIsPinnedAgain() {
    LinkKey link = world.attach(loadTrace(), SCHED_SWITCH);
    LinkId before = kernelLink(link);
    try (SimulatedProcess somebody = world.machine().startProcess("somebody");
        var held = somebody.links().open(before).orThrow()) {
      world.outside().unlink(World.BPFFS.resolve("links").resolve(link.toString()));

      World.expectDone(repairer.repair(Decision.REPIN, link));
      assertThat(held.isOpen()).isTrue();
    }

    assertThat(kernelLink(link)).isEqualTo(before);
    assertThat(world.linksInKernel()).isEqualTo(1);
    assertThat(world.events(StreamId.of(link))).endsWith("RepairRequested", "Repinned");
  }

  @Test
  void aLinkThatWasTakenForLostIsTakenBack() {
    LinkKey link = world.attach(loadTrace(), SCHED_SWITCH);
    LinkId before = kernelLink(link);
    repairer.lose(link, LossReason.ABSENT);

    World.expectDone(repairer.repair(Decision.ADOPT, link));

    assertThat(kernelLink(link)).isEqualTo(before);
  }

  @Test
  void whatIsLeftOfADetachedLinkIsRemoved() {
    ProgramKey program = loadTrace();
    LinkKey detached = world.attach(program, SCHED_SWITCH);
    World.expectDone(world.tryDetach(detached));
    Path left = World.BPFFS.resolve("links").resolve(detached.toString());
    try (SimulatedProcess somebody = world.machine().startProcess("somebody");
        ProgramHandle handle =
            (ProgramHandle) somebody.bpffs().open(Path.of(load(program).pin())).orThrow();
        LinkHandle made =
            somebody
                .links()
                .create(handle, new TracepointTarget("sched", "sched_switch", 0))
                .orThrow()) {
      somebody.bpffs().pin(made, left).orThrow();
    }

    World.expectDone(repairer.repair(Decision.DELETE, detached, left.toString()));

    assertThat(world.linksInKernel()).isZero();
    assertThat(world.events(StreamId.of(detached))).endsWith("RepairRequested", "ResidueRemoved");
  }

  @ParameterizedTest
  @EnumSource
  void aHookThatSomebodyEmptiedRunsAgainInItsOrder(HookCase point) {
    ProgramKey one = world.load(point.counting("one"), "one", point.kind());
    ProgramKey two = world.load(point.counting("two"), "two", point.kind());
    LinkKey late = world.attach(one, point.on(device, 20));
    LinkKey early = world.attach(two, point.on(device, 10));
    empty(point);
    repairer.lose(hook(late), LossReason.ABSENT);
    World.await("links know", () -> world.phase(late).equals("lost"));

    World.expectDone(repairer.repair(Decision.RECREATE, hook(late)));

    World.await("links are told", () -> world.phase(late).equals("attached"));
    World.await("links are told", () -> world.phase(early).equals("attached"));
    point.send(world.outside(), veth);
    assertThat(world.hits(one)).isEqualTo(1);
    assertThat(world.hits(two)).isEqualTo(1);
    World.expectDone(world.tryUnload(one));
    World.expectDone(world.tryUnload(two));
    assertThat(world.pins()).isEmpty();
  }

  private void empty(HookCase point) {
    switch (point) {
      case XDP, TCX_INGRESS, TCX_EGRESS ->
          world.inventory().links().ids().forEach(id -> world.outside().detach(id));
      case TC_INGRESS, TC_EGRESS -> world.outside().deleteClsact(veth);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHookThatRunsAsItShouldIsLeftAsItIs(HookCase point) {
    ProgramKey one = world.load(point.counting("one"), "one", point.kind());
    LinkKey link = world.attach(one, point.on(device, 20));
    repairer.lose(hook(link), LossReason.ABSENT);
    int changes = world.changes().size();

    World.expectDone(repairer.repair(Decision.RECREATE, hook(link)));
    World.await("the link is told", () -> world.phase(link).equals("attached"));
    World.expectDone(repairer.repair(Decision.ADOPT, hook(link)));
    World.expectDone(repairer.repair(Decision.DELETE, hook(link)));

    assertThat(world.changes().subList(changes, world.changes().size()))
        .noneMatch(change -> change.endsWith(":ok"));
    point.send(world.outside(), veth);
    assertThat(world.hits(one)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aHookThatLostItsPinsIsPinnedAgain(HookCase point) {
    ProgramKey one = world.load(point.counting("one"), "one", point.kind());
    ProgramKey two = world.load(point.counting("two"), "two", point.kind());
    LinkKey link = world.attach(one, point.on(device, 20));
    world.attach(two, point.on(device, 10));
    World.await(
        "the first revision is swept",
        () -> world.pins().stream().noneMatch(pin -> pin.matches("dispatchers/[^/]+/1/.*")));
    List<String> before = world.pins();
    try (SimulatedProcess somebody = world.machine().startProcess("somebody")) {
      for (LinkId id : world.inventory().links().ids()) {
        var held = somebody.links().open(id).orThrow();
        assertThat(held.isOpen()).isTrue();
      }
      // The slots of a chain would be emptied with the last pin of their map.
      before.stream()
          .filter(pin -> !pin.startsWith("programs") && !pin.endsWith("members"))
          .forEach(pin -> world.outside().unlink(World.BPFFS.resolve(pin)));

      World.expectDone(repairer.repair(Decision.REPIN, hook(link)));

      assertThat(world.pins()).isEqualTo(before);
    }
    point.send(world.outside(), veth);
    assertThat(world.hits(one)).isEqualTo(1);
  }

  @Test
  void aRefusedRepairIsRecordedAndTheProgramStaysLost() {
    ProgramKey program = loadTrace();
    world.outside().removeTree(directory(program));
    repairer.lose(program, LossReason.ABSENT);
    world.planKernelFault(Fault.fail(Operation.LOAD_OBJECT, 1, Errno.EPERM));

    Answer<Outcome> answer = repairer.repair(Decision.RECREATE, program);

    assertThat(answer.toString()).contains("EPERM");
    assertThat(world.phase(program)).isEqualTo("lost");
    assertThat(world.events(StreamId.of(program))).endsWith("RepairRequested", "RepairFailed");
    assertThat(world.pins()).isEmpty();
    World.expectDone(repairer.repair(Decision.RECREATE, program));
  }
}
