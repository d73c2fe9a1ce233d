package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Faults;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of links that stand alone, shown with tracepoints. */
final class LinkLifecycleTest {

  private static final ObjectBytes OBJECT =
      DeclaredObject.of(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace"));
  private static final Attachment SCHED_SWITCH =
      new TracepointAttachment("sched", "sched_switch", 0);

  @TempDir private Path scratch;
  private World world;
  private ProgramKey program;

  @BeforeEach
  void loadProgram() {
    world = World.start(scratch);
    world.outside().addTracepoint("sched", "sched_switch");
    program = world.load(OBJECT, "trace", AttachKind.TRACEPOINT);
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  /** The kernel takes a program once on each tracepoint. */
  private List<LinkKey> attachToThree() {
    List<LinkKey> links = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      world.outside().addTracepoint("sched", name);
      links.add(world.attach(program, new TracepointAttachment("sched", name, 0)));
    }
    return links;
  }

  @Test
  void anAttachedLinkIsInTheKernelAsTheLedgerSays() {
    LinkKey link = world.attach(program, SCHED_SWITCH);

    LinkState.Attached attached = (LinkState.Attached) world.linkView(link).state();
    Hold.ByLink hold = (Hold.ByLink) attached.standing().hold();
    assertThat(world.inventory().links().ids())
        .anySatisfy(id -> assertThat(id.value()).isEqualTo(hold.kernelLinkId()));
    assertThat(world.pins()).contains("links/" + link);
    assertThat(world.events(StreamId.of(link))).containsExactly("AttachRequested", "Attached");
    assertThat(world.openHandles()).isZero();
  }

  @Test
  void theIntentIsDurableBeforeTheKernelIsTouched() {
    LinkKey link = world.newLink();
    List<List<String>> seen = new CopyOnWriteArrayList<>();
    world.before(Operation.CREATE_LINK, () -> seen.add(world.events(StreamId.of(link))));

    World.expectDone(world.tryAttach(link, program, SCHED_SWITCH));

    assertThat(seen).containsExactly(List.of("AttachRequested"));
  }

  @Test
  void aDetachedLinkIsGoneAndItsProgramStays() {
    LinkKey link = world.attach(program, SCHED_SWITCH);

    World.expectDone(world.tryDetach(link));

    assertThat(world.phase(link)).isEqualTo("detached");
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.phase(program)).isEqualTo("loaded");
    assertThat(world.programsInKernel()).isEqualTo(1);
  }

  @Test
  void linkNumbersAreSmallAndNeverGivenAgain() {
    List<LinkKey> links = attachToThree();
    links.forEach(link -> World.expectDone(world.tryDetach(link)));
    world.restartAfterKill();
    LinkKey later = world.attach(program, SCHED_SWITCH);

    assertThat(links)
        .extracting(link -> world.linkView(link).link().number().value())
        .containsExactly(1L, 2L, 3L);
    assertThat(world.linkView(later).link().number().value()).isGreaterThan(3);
  }

  @Test
  void anAttachThatTheKernelRefusesLeavesTheProgramAlone() {
    world.planKernelFault(Fault.fail(Operation.CREATE_LINK, 1, Errno.EINVAL));
    LinkKey link = world.newLink();

    Answer<Outcome> answer = world.tryAttach(link, program, SCHED_SWITCH);

    assertThat(answer.toString()).contains("attach program").contains("EINVAL");
    assertThat(world.phase(link)).isEqualTo("failed");
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.phase(program)).isEqualTo("loaded");
  }

  @Test
  void aLinkThatCannotBePinnedIsDetachedAgain() {
    world.planKernelFault(Fault.fail(Operation.PIN, 1, Errno.ENOSPC));
    LinkKey link = world.newLink();

    world.tryAttach(link, program, SCHED_SWITCH);

    assertThat(world.phase(link)).isEqualTo("failed");
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.openHandles()).isZero();
  }

  @Test
  void whenTheIntentCannotBeWrittenTheKernelIsNotTouched() {
    world.attach(program, SCHED_SWITCH);
    world.machine().recording().clear();
    LinkKey link = world.newLink();
    World.failCommit(0);

    Answer<Outcome> answer = world.tryAttach(link, program, SCHED_SWITCH);

    assertThat(answer).isInstanceOf(Answer.NotDone.class);
    assertThat(world.changes()).isEmpty();
    assertThat(world.phase(link)).isEqualTo("absent");
  }

  @Test
  void whenTheRecordOfAnAttachFailsTheKernelsLinkIsDetached() {
    world.attach(program, SCHED_SWITCH);
    LinkKey link = world.newLink();
    world.before(Operation.CREATE_LINK, () -> World.failCommit(0));

    Answer<Outcome> answer = world.tryAttach(link, program, SCHED_SWITCH);

    assertThat(Faults.came()).isEqualTo(1);
    assertThat(answer.toString()).contains("Failed");
    assertThat(world.phase(link)).isEqualTo("failed");
    assertThat(world.linksInKernel()).isEqualTo(1);
    assertThat(world.pins()).doesNotContain("links/" + link);
  }

  @Test
  void detachingWhatIsNotThereIsRefused() {
    LinkKey unknown = world.newLink();

    Answer<Outcome> answer = world.tryDetach(unknown);

    assertThat(answer.toString()).contains("NOT_FOUND").contains(unknown.toString());
  }

  @Test
  void aLinkThatTheKernelDoesNotLetGoStaysAttached() {
    LinkKey link = world.attach(program, SCHED_SWITCH);
    world.planKernelFault(Fault.fail(new Fault.Where.NthChange(1), Errno.EIO));

    Answer<Outcome> answer = world.tryDetach(link);

    assertThat(answer.toString()).contains("EIO");
    assertThat(world.phase(link)).isEqualTo("attached");
    assertThat(world.linksInKernel()).isEqualTo(1);
    World.expectDone(world.tryDetach(link));
  }

  @Test
  void whenTheRecordOfADetachFailsItIsRecordedAfterwards() {
    LinkKey link = world.attach(program, SCHED_SWITCH);
    world.before(Operation.UNLINK, () -> World.failCommit(0));

    world.tryDetach(link);
    world.awaitSettled();

    assertThat(world.phase(link)).isEqualTo("detached");
    assertThat(world.linksInKernel()).isZero();
  }

  @Test
  void attachingAProgramThatIsNotThereIsRefused() {
    ProgramKey unknown = new ProgramKey(world.newLink().ulid());

    Answer<Outcome> answer = world.tryAttach(world.newLink(), unknown, SCHED_SWITCH);

    assertThat(answer.toString()).contains(unknown.toString());
    assertThat(world.linksInKernel()).isZero();
  }

  @Test
  void attachingAnUnloadedProgramIsRefused() {
    World.expectDone(world.tryUnload(program));

    Answer<Outcome> answer = world.tryAttach(world.newLink(), program, SCHED_SWITCH);

    assertThat(answer.toString()).contains(program.toString());
    assertThat(world.linksInKernel()).isZero();
  }

  @Test
  void unloadingDetachesTheLinksFirst() {
    List<LinkKey> links = attachToThree();
    world.machine().recording().clear();

    World.expectDone(world.tryUnload(program));

    assertThat(links).allSatisfy(link -> assertThat(world.phase(link)).isEqualTo("detached"));
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aLinkThatCannotBeDetachedKeepsItsProgramLoaded() {
    LinkKey link = world.attach(program, SCHED_SWITCH);
    world.planKernelFault(
        new Fault(
            new Fault.Where.EveryChangeAbout(link.toString()), new Fault.What.Fail(Errno.EIO)));

    Answer<Outcome> answer = world.tryUnload(program);

    assertThat(answer.toString()).contains("Failed");
    assertThat(world.phase(link)).isEqualTo("attached");
    assertThat(world.phase(program)).isEqualTo("loaded");
    assertThat(world.programsInKernel()).isEqualTo(1);
    world.clearKernelFaults();
    World.expectDone(world.tryUnload(program));
  }

  @Test
  void anAttachAndAnUnloadAtTheSameTimeLeaveNoLinkWithoutItsProgram() {
    for (int round = 0; round < 20; round++) {
      NewProgram other = world.program(OBJECT, "trace", AttachKind.TRACEPOINT);
      World.expectDone(world.tryLoad(other));
      LinkKey link = world.newLink();

      var attaching = world.attaching(link, other.key(), SCHED_SWITCH);
      var unloading = world.host().unload(World.SOMEBODY, other.key());
      World.get(attaching);
      World.expectDone(World.get(unloading));

      assertThat(world.phase(link)).isIn("absent", "failed", "detached");
      assertThat(world.linksInKernel()).isZero();
      assertThat(world.programsInKernel()).isEqualTo(1);
    }
  }

  @Test
  void whereverTheServiceIsKilledInAnAttachTheLedgerSaysWhatIsTrue() {
    for (int change = 1; ; change++) {
      LinkKey link = world.newLink();
      world.planKernelFault(Fault.crashAfter(new Fault.Where.NthChange(change)));
      var asked = world.attaching(link, program, SCHED_SWITCH);
      World.await(
          "the crash or the answer",
          () -> world.kernelFaultCame() || asked.toCompletableFuture().isDone());
      boolean came = world.kernelFaultCame();
      world.clearKernelFaults();
      if (!came) {
        return;
      }

      world.restartAfterKill();

      boolean attached = world.phase(link).equals("attached");
      assertThat(world.linksInKernel())
          .as("killed after change %d", change)
          .isEqualTo(attached ? 1 : 0);
      if (attached) {
        World.expectDone(world.tryDetach(link));
      }
      assertThat(world.linksInKernel()).isZero();
    }
  }
}
