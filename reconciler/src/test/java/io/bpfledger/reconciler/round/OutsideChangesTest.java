package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever somebody does to the kernel, two rounds later all is as the ledger says. */
final class OutsideChangesTest extends Scene {

  @Test
  void aMachineThatNobodyTouchedIsLeftAlone() {
    machine.attach(trace(), SCHED_SWITCH);
    machine.attach(xdp("one"), onXdp(10));
    machine.attach(tc("two"), onTc(10));
    machine.attach(tcx("three"), onTcx(10));
    machine.round();
    int handles = machine.kernel().openHandles();

    expectClean();

    assertThat(machine.kernel().openHandles()).isEqualTo(handles);
  }

  @Test
  void aProgramWhosePinWasRemovedIsPinnedAgain() {
    ProgramKey program = trace();
    LinkKey link = machine.attach(program, SCHED_SWITCH);
    machine.outside().unlink(machine.pin(program));

    List<RoundReport> rounds = converge();

    assertThat(codes(rounds)).contains("program.unpinned");
    assertThat(machine.inventory().pins().getFirst().pin(machine.pin(program))).isPresent();
    expectAttached(link);
    expectClean();
  }

  @Test
  void aProgramThatIsGoneIsLoadedAgainAndItsMapsAreReportedAsLost() {
    ProgramKey program = xdp("one");
    machine.outside().removeTree(Machine.BPFFS.resolve("programs"));

    List<RoundReport> rounds = converge();

    assertThat(codes(rounds)).contains("program.absent");
    assertThat(machine.phase(program)).isEqualTo("loaded");
    expectClean();
  }

  @Test
  void aLinkThatWasDetachedByForceIsAttachedAgain() {
    LinkKey link = machine.attach(cgroup(), ON_CGROUP);
    detachAllInKernel();

    List<RoundReport> rounds = converge();

    assertThat(codes(rounds)).contains("link.defunct");
    expectAttached(link);
    assertThat(machine.inventory().links().size()).isEqualTo(1);
    expectClean();
  }

  @Test
  void aLinkThatRunsAnotherProgramIsReportedOnceAndNotTouched() {
    LinkKey link = machine.attach(cgroup(), ON_CGROUP);
    try (SimulatedProcess somebody = machine.machine().startProcess("somebody");
        LoadedObject theirs = load(somebody, "gate", CGROUP, AttachKind.CGROUP_SYSCTL)) {
      ProgramId other = somebody.programs().info(theirs.program("gate")).orThrow().id();
      machine.outside().replaceProgram(kernelLink(link), other);

      List<RoundReport> rounds = converge();

      assertThat(codes(rounds)).contains("link.retargeted");
      assertThat(rounds.getFirst().recorded()).isPresent();
      assertThat(rounds.get(1).recorded()).isEmpty();
    }
  }

  private static LoadedObject load(
      SimulatedProcess process, String name, ObjectBytes object, AttachKind kind) {
    return process
        .objects()
        .load(LoadRequest.of(name, object, ProgramSelection.of(name, kind)))
        .orThrow();
  }

  private LinkId kernelLink(LinkKey link) {
    LinkState.Attached attached =
        (LinkState.Attached) machine.ledger().link(link).orElseThrow().state();
    return new LinkId(((Hold.ByLink) attached.standing().hold()).kernelLinkId());
  }

  @Test
  void anXdpHookThatLostItsLinkRunsAllItsMembersAgain() {
    LinkKey first = machine.attach(xdp("one"), onXdp(10));
    LinkKey second = machine.attach(xdp("two"), onXdp(20));
    detachAllInKernel();

    converge();

    expectAttached(first, second);
    assertThat(machine.outside().receive(veth, new byte[64]).orThrow()).isNotNull();
    expectClean();
  }

  @Test
  void aTcFilterThatWasDeletedIsThereAgainAndThoseOfOthersStay() {
    machine.outside().addClsact(veth);
    machine.outside().addForeignFilter(veth, Direction.INGRESS, 1, 1, "flower");
    LinkKey first = machine.attach(tc("one"), onTc(10));
    LinkKey second = machine.attach(tc("two"), onTc(20));
    List<TcFilter> before = filters();
    TcFilter ours =
        before.stream().filter(each -> each.kind().equals("bpf")).findFirst().orElseThrow();
    machine.outside().deleteFilter(veth, Direction.INGRESS, ours.priority(), ours.handle());

    converge();

    expectAttached(first, second);
    assertThat(filters()).hasSameSizeAs(before);
    assertThat(filters()).filteredOn(each -> each.kind().equals("flower")).hasSize(1);
    expectClean();
  }

  @Test
  void aTcxMemberThatWasDetachedIsBackInItsPlace() {
    LinkKey first = machine.attach(tcx("one"), onTcx(10));
    LinkKey second = machine.attach(tcx("two"), onTcx(20));
    LinkId one = machine.inventory().links().ids().iterator().next();
    machine.outside().detach(one);

    converge();

    expectAttached(first, second);
    assertThat(machine.inventory().links().size()).isEqualTo(2);
    expectClean();
  }

  @Test
  void membersOfADeviceThatWentWaitAndComeBackWithTheNextOfItsName() {
    LinkKey xdp = machine.attach(xdp("one"), onXdp(10));
    LinkKey tc = machine.attach(tc("two"), onTc(10));
    machine.outside().removeInterface(veth);

    converge();
    Machine.await(
        "both are lost",
        () -> machine.phase(xdp).equals("lost") && machine.phase(tc).equals("lost"));

    veth = machine.outside().addInterface(blue, "veth0");
    Machine.await(
        "both are back",
        () -> {
          machine.round();
          return machine.phase(xdp).equals("attached") && machine.phase(tc).equals("attached");
        });
    converge();
    expectClean();
  }

  @Test
  void afterOurFileSystemWasUnmountedItIsMountedAndAllIsThereAgain() {
    ProgramKey program = trace();
    LinkKey link = machine.attach(program, SCHED_SWITCH);
    machine.outside().unmount(Machine.BPFFS);

    converge();

    assertThat(machine.phase(program)).isEqualTo("loaded");
    expectAttached(link);
    assertThat(machine.pins()).isNotEmpty();
    expectClean();
  }

  @Test
  void whatAnOperationLeftInItsStagingDirectoryIsRemoved() {
    machine.attach(trace(), SCHED_SWITCH);
    Path staging = Machine.BPFFS.resolve("tmp-" + machine.newLink());
    machine.outside().makeDirectories(staging.resolve("rest"));

    converge();

    assertThat(machine.inventory().pins().getFirst().directories()).doesNotContain(staging);
    expectClean();
  }

  @Test
  void aMarkedProgramInAStagingDirectoryThatNobodyKnowsIsRemoved() {
    Path staging = Machine.BPFFS.resolve("tmp-" + machine.newLink());
    try (SimulatedProcess earlier = machine.machine().startProcess("earlier");
        LoadedObject object = load(earlier, "trace", TRACE, AttachKind.TRACEPOINT)) {
      ProgramHandle program = object.program("trace");
      Marker mark =
          new Marker(machine.managed().workplace().instance(), machine.newProgram().ulid());
      mark.bindTo(earlier, program).orThrow();
      machine.outside().makeDirectories(staging);
      earlier.bpffs().pin(program, staging.resolve("program")).orThrow();
    }
    int before = machine.inventory().programs().size();

    converge();

    assertThat(machine.inventory().programs().size()).isEqualTo(before - 1);
    assertThat(machine.pins()).isEmpty();
    expectClean();
  }

  @Test
  void aProgramOfSomebodyElseBelowOurMountIsReportedOnceAndStays() {
    Path pin = Machine.BPFFS.resolve("programs").resolve("somebody");
    try (SimulatedProcess somebody = machine.machine().startProcess("somebody");
        LoadedObject object = load(somebody, "trace", TRACE, AttachKind.TRACEPOINT)) {
      machine.outside().makeDirectories(Machine.BPFFS.resolve("programs"));
      somebody.bpffs().pin(object.program("trace"), pin).orThrow();
    }

    List<RoundReport> rounds = converge();

    assertThat(machine.pins()).containsExactly("programs/somebody");
    assertThat(rounds.getFirst().recorded()).isPresent();
    assertThat(rounds.get(1).recorded()).isEmpty();
  }

  @Test
  void aRebootBringsBackAllThatIsToBeThereAlways() {
    LinkKey trace = machine.attach(trace(), SCHED_SWITCH);
    LinkKey first = machine.attach(xdp("one"), onXdp(10));
    LinkKey second = machine.attach(xdp("two"), onXdp(20));
    machine.kill();
    machine.machine().reboot();
    machine.outside().addTracepoint("sched", "sched_switch");
    blue = machine.outside().addNamespace("blue");
    veth = machine.outside().addInterface(blue, "veth0");
    machine.start();

    List<RoundReport> rounds = converge();

    assertThat(codes(rounds)).contains("program.absent");
    expectAttached(trace, first, second);
    expectClean();
  }
}
