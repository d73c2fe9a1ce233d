package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service takes over from the one before it, in the same boot and in another. */
final class LifeOfTheServiceTest {

  private static final ObjectBytes TRACE =
      DeclaredObject.of(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace"));
  private static final Attachment SCHED_SWITCH =
      new TracepointAttachment("sched", "sched_switch", 0);

  @TempDir private Path scratch;
  private World world;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    world.outside().addTracepoint("sched", "sched_switch");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  @Test
  void whatWasAttachedStaysSoWhileNoServiceRuns() {
    ProgramKey program = world.load(TRACE, "trace", AttachKind.TRACEPOINT);
    LinkKey link = world.attach(program, SCHED_SWITCH);
    Ledger before = world.ledger();

    world.stop();
    assertThat(world.linksInKernel()).isEqualTo(1);
    world.start();

    assertThat(world.phase(link)).isEqualTo("attached");
    assertThat(world.linkView(link)).isEqualTo(before.link(link).orElseThrow());
    World.expectDone(world.tryDetach(link));
    World.expectDone(world.tryUnload(program));
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void everyStartAndStopIsWrittenDownAndAnchored() {
    world.stop();
    world.start();

    StreamId host =
        world.ledger().entities().stream()
            .map(view -> view.stream())
            .filter(stream -> stream.toString().startsWith("host|"))
            .findFirst()
            .orElseThrow();
    assertThat(world.events(host))
        .containsExactly(
            "ServiceStarted",
            "LedgerAnchored",
            "LedgerAnchored",
            "ServiceStopped",
            "ServiceStarted",
            "LedgerAnchored");
  }

  @Test
  void aStartThatFindsNothingOpenWritesNothingElseAndChangesNothing() {
    ProgramKey program = world.load(TRACE, "trace", AttachKind.TRACEPOINT);
    LinkKey link = world.attach(program, SCHED_SWITCH);
    world.stop();
    world.machine().recording().clear();

    world.start();
    world.awaitSettled();

    assertThat(world.changes()).isEmpty();
    assertThat(world.events(StreamId.of(program))).containsExactly("LoadRequested", "Loaded");
    assertThat(world.events(StreamId.of(link))).containsExactly("AttachRequested", "Attached");
  }

  @Test
  void anEntityThatWasLetGoComesBackWhenItIsNeeded() {
    world.letGoAfter(Duration.ofMillis(50));
    world.stop();
    world.start();
    ProgramKey program = world.load(TRACE, "trace", AttachKind.TRACEPOINT);
    for (int round = 0; round < 5; round++) {
      LinkKey link = world.attach(program, SCHED_SWITCH);
      World.pause(Duration.ofMillis(120));
      World.expectDone(world.tryDetach(link));
      World.pause(Duration.ofMillis(40 + round * 5));
    }

    World.expectDone(world.tryUnload(program));
    assertThat(world.programsInKernel()).isZero();
  }

  @Test
  void aLoadThatARebootCutOffIsRecordedAsFailed() {
    NewProgram program = world.program(TRACE, "trace", AttachKind.TRACEPOINT);
    world.planKernelFault(Fault.crashAfter(Operation.RENAME, 1));
    var _ = world.host().load(World.SOMEBODY, List.of(program));
    World.await("the crash", world::kernelFaultCame);
    world.clearKernelFaults();

    world.reboot();

    assertThat(world.phase(program.key())).isEqualTo("failed");
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void whatARebootTookCanBeDetachedAndUnloaded() {
    ProgramKey program = world.load(TRACE, "trace", AttachKind.TRACEPOINT);
    LinkKey link = world.attach(program, SCHED_SWITCH);

    world.reboot();

    World.expectDone(world.tryDetach(link));
    World.expectDone(world.tryUnload(program));
    assertThat(world.phase(program)).isEqualTo("unloaded");
  }

  /** The new kernel may give the same number to a program of somebody else. */
  @Test
  void aForeignProgramWithTheNumberOfOursFromBeforeTheRebootIsNotTouched() {
    ProgramKey program = world.load(TRACE, "trace", AttachKind.TRACEPOINT);
    world.kill();
    world.machine().reboot();
    world.outside().addTracepoint("sched", "sched_switch");
    try (var somebody = world.machine().startProcess("somebody")) {
      var foreign =
          somebody
              .objects()
              .load(
                  io.bpfledger.kernel.LoadRequest.of(
                      "foreign",
                      TRACE,
                      io.bpfledger.kernel.ProgramSelection.of("trace", AttachKind.TRACEPOINT)))
              .orThrow();
      world.start();

      world.tryAttach(world.newLink(), program, SCHED_SWITCH);
      World.expectDone(world.tryUnload(program));

      assertThat(world.linksInKernel()).isZero();
      assertThat(world.programsInKernel()).isEqualTo(1);
      assertThat(foreign.program("trace").isOpen()).isTrue();
    }
  }

  /** Otherwise it would keep programs in the kernel that were unloaded long since. */
  @ParameterizedTest
  @EnumSource(names = {"XDP", "TC_INGRESS", "TC_EGRESS"})
  void aRevisionThatADeadServiceHadNoTimeToRemoveIsRemovedAtTheNextStart(HookCase hook) {
    NetworkNamespace blue = world.outside().addNamespace("blue");
    world.outside().addInterface(blue, "veth0");
    Attachment on = hook.on(new Device(blue.path(), "veth0"), 50);
    world.attach(world.load(hook.counting("one"), "one", hook.kind()), on);
    world.planKernelFault(Fault.crashBefore(new Fault.Where.EveryChangeAbout("/1/program")));
    ProgramKey second = world.load(hook.counting("two"), "two", hook.kind());

    // Whether that is answered before the death is a matter of luck.
    LinkKey link = world.newLink();
    var _ = world.attaching(link, second, on);
    World.await("the death while tidying up", world::kernelFaultCame);
    world.clearKernelFaults();
    world.restartAfterKill();

    World.await(
        "only the revision that runs",
        () -> world.pins().stream().noneMatch(pin -> pin.endsWith("/1/program")));
    assertThat(world.pins()).anyMatch(pin -> pin.endsWith("/2/program"));
    assertThat(world.phase(link)).isEqualTo("attached");
  }
}
