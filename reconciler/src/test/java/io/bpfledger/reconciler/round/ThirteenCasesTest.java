package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.simulated.Fault;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thirteen cases that a manager of programs has to come out of right. */
final class ThirteenCasesTest extends Scene {

  /** Asks for something, is killed after so many changes of the kernel, and starts again. */
  private boolean killedAfter(int change, Supplier<CompletionStage<Answer<Outcome>>> asking) {
    machine.awaitSettled();
    int before = machine.faults().hits();
    machine.faults().add(Fault.crashAfter(new Fault.Where.NthChange(change)));
    CompletionStage<Answer<Outcome>> asked = asking.get();
    Machine.await(
        "the crash or the answer",
        () -> machine.faults().hits() > before || asked.toCompletableFuture().isDone());
    boolean killed = machine.faults().hits() > before;
    machine.faults().clear();
    if (killed) {
      machine.restartAfterKill();
    }
    return killed;
  }

  private LinkKey killedInAttach(int change, ProgramKey program, Attachment attachment) {
    LinkKey link = machine.newLink();
    assertThat(
            killedAfter(change, () -> machine.attaching(link, program, attachment, Policy.DEFAULT)))
        .isTrue();
    return link;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8})
  void caseAKilledInTheSecondXdpAttach(int change) {
    LinkKey first = machine.attach(xdp("one"), onXdp(10));
    LinkKey second = killedInAttach(change, xdp("two"), onXdp(20));

    converge();

    expectAttached(first, second);
    expectAttached(machine.attach(xdp("three"), onXdp(30)));
    expectClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void caseBKilledInTheFirstXdpAttach(int change) {
    LinkKey first = killedInAttach(change, xdp("one"), onXdp(10));

    converge();

    expectAttached(first);
    expectAttached(machine.attach(xdp("two"), onXdp(20)));
    expectClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8})
  void caseCKilledInTheSecondTcAttach(int change) {
    LinkKey first = machine.attach(tc("one"), onTc(10));
    LinkKey second = killedInAttach(change, tc("two"), onTc(20));

    converge();

    expectAttached(first, second);
    assertThat(filters()).hasSize(1);
    machine.detach(first);
    machine.detach(second);
    assertThat(filters()).isEmpty();
    expectClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 9})
  void caseDKilledInALoad(int change) {
    ProgramKey program = machine.newProgram();
    boolean killed =
        killedAfter(
            change,
            () -> machine.loading(program, TRACE, "trace", AttachKind.TRACEPOINT, Policy.DEFAULT));

    converge();

    List<String> right = killed ? List.of("loaded", "failed") : List.of("loaded");
    assertThat(machine.phase(program)).isIn(right);
    boolean loaded = machine.phase(program).equals("loaded");
    assertThat(machine.inventory().programs().size()).isEqualTo(loaded ? 1 : 0);
    assertThat(machine.pins().isEmpty()).isEqualTo(!loaded);
    expectClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void caseEKilledInATracepointAttach(int change) {
    LinkKey link = killedInAttach(change, trace(), SCHED_SWITCH);

    converge();

    expectAttached(link);
    assertThat(machine.inventory().links().size()).isEqualTo(1);
    expectClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void caseFKilledInTheDetachOfOneOfTwo(int change) {
    ProgramKey one = xdp("one");
    LinkKey first = machine.attach(one, onXdp(10));
    LinkKey second = machine.attach(xdp("two"), onXdp(20));
    assertThat(killedAfter(change, () -> machine.detaching(first))).isTrue();

    converge();

    assertThat(machine.phase(first)).isEqualTo("detached");
    expectAttached(second);
    machine.unload(one);
    expectClean();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void caseGKilledInTheLastDetach(int change) {
    ProgramKey one = xdp("one");
    LinkKey link = machine.attach(one, onXdp(10));
    assertThat(killedAfter(change, () -> machine.detaching(link))).isTrue();

    converge();

    assertThat(machine.phase(link)).isEqualTo("detached");
    assertThat(machine.inventory().links().size()).isZero();
    machine.unload(one);
    assertThat(machine.pins()).isEmpty();
    expectClean();
  }

  @Test
  void caseHOurXdpLinkIsDetachedByForce() {
    LinkKey link = machine.attach(xdp("one"), onXdp(10));
    detachAllInKernel();

    converge();

    expectAttached(link);
    expectClean();
  }

  @Test
  void caseITheDeviceIsDeletedAndMadeAgain() {
    ProgramKey one = xdp("one");
    ProgramKey two = tc("two");
    ProgramKey three = xdp("three");
    LinkKey xdp = machine.attach(one, onXdp(10));
    LinkKey tc = machine.attach(two, onTc(10));
    LinkKey unloaded = machine.attach(three, onXdp(20));
    machine.outside().removeInterface(veth);
    converge();
    machine.unload(three);
    assertThat(machine.phase(unloaded)).isEqualTo("detached");

    veth = machine.outside().addInterface(blue, "veth0");
    Machine.await(
        "both are on the new device",
        () -> {
          machine.round();
          return machine.phase(xdp).equals("attached") && machine.phase(tc).equals("attached");
        });

    converge();
    expectClean();
  }

  @Test
  void caseJThePinOfATracepointLinkIsRemoved() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    machine.outside().unlink(Machine.pin(link));

    converge();

    expectAttached(link);
    assertThat(machine.inventory().pins().getFirst().pin(Machine.pin(link))).isPresent();
    expectClean();
  }

  @Test
  void caseKOurTcFilterIsDeleted() {
    machine.outside().addClsact(veth);
    machine.outside().addForeignFilter(veth, Direction.INGRESS, 1, 1, "flower");
    LinkKey link = machine.attach(tc("one"), onTc(10));
    TcFilter ours =
        filters().stream().filter(each -> each.kind().equals("bpf")).findFirst().orElseThrow();
    machine.outside().deleteFilter(veth, Direction.INGRESS, ours.priority(), ours.handle());

    converge();

    expectAttached(link);
    assertThat(filters()).hasSize(2);
    expectClean();
  }

  @Test
  void caseLTheProgramPinIsRemovedWhileItIsAttached() {
    ProgramKey program = xdp("one");
    LinkKey link = machine.attach(program, onXdp(10));
    machine.outside().unlink(machine.pin(program));

    converge();

    expectAttached(link);
    assertThat(machine.inventory().pins().getFirst().pin(machine.pin(program))).isPresent();
    expectClean();
  }

  @Test
  void caseMTheServiceMayNotEnumerate() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    for (Operation enumeration :
        new Operation[] {Operation.NEXT_PROGRAM, Operation.NEXT_LINK, Operation.NEXT_MAP}) {
      machine.faults().add(Fault.failEvery(enumeration, Errno.EPERM));
    }

    RoundReport report = machine.round();

    assertThat(report.comparison().gaps()).isNotEmpty();
    assertThat(machine.reports().show(report.recorded().orElseThrow()).orElseThrow().isComplete())
        .isFalse();
    expectAttached(link);
    expectQuiet();
    machine.faults().clear();
    expectClean();
  }
}
