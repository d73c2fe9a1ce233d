package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that starts anew: all that is to be there comes back, as what it was. */
final class RebootTest {

  private static final ObjectBytes BATCH =
      DeclaredObject.empty()
          .counter("hits")
          .program(DeclaredProgram.in("xdp", "pass").counting("hits").returning(2))
          .program(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace").counting("hits"))
          .bytes();

  @TempDir private Path scratch;
  private World world;
  private Repairer repairer;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    repairer = new Repairer(world);
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private NetworkInterface addWorld() {
    world.outside().addTracepoint("sched", "sched_switch");
    NetworkNamespace blue = world.outside().addNamespace("blue");
    return world.outside().addInterface(blue, "veth0");
  }

  @Test
  void everythingRunsAgainAsWhatItWas() {
    NetworkInterface first = addWorld();
    Device device = new Device(first.namespace().path(), "veth0");
    NewProgram pass = world.program(BATCH, "pass", AttachKind.XDP);
    NewProgram trace = world.program(BATCH, "trace", AttachKind.TRACEPOINT);
    World.expectDone(world.tryLoad(pass, trace));
    ProgramKey counted = world.load(HookCase.TC_INGRESS.counting("tc"), "tc", AttachKind.TC);
    ProgramKey tcx = world.load(HookCase.TCX_INGRESS.counting("tcx"), "tcx", AttachKind.TCX);
    LinkKey onXdp = world.attach(pass.key(), HookCase.XDP.on(device, 10));
    LinkKey traced =
        world.attach(trace.key(), new TracepointAttachment("sched", "sched_switch", 0));
    LinkKey onTc = world.attach(counted, HookCase.TC_INGRESS.on(device, 10));
    LinkKey onTcx = world.attach(tcx, HookCase.TCX_INGRESS.on(device, 10));
    List<LinkKey> links = List.of(onXdp, traced, onTc, onTcx);
    List<LinkNumber> numbers = links.stream().map(this::number).toList();

    world.kill();
    world.machine().reboot();
    NetworkInterface second = addWorld();
    world.start();
    world.awaitSettled();
    List<ProgramKey> programs = List.of(pass.key(), trace.key(), counted, tcx);
    List<HookKey> hooks = List.of(hook(onXdp), hook(onTc), hook(onTcx));
    programs.forEach(program -> repairer.lose(program, LossReason.REBOOT));
    hooks.forEach(hook -> repairer.lose(hook, LossReason.REBOOT));
    links.forEach(link -> World.await("lost", () -> isLost(link, traced)));

    World.expectDone(repairer.recreate(List.of(pass.key(), trace.key())));
    World.expectDone(repairer.repair(Decision.RECREATE, counted));
    World.expectDone(repairer.repair(Decision.RECREATE, tcx));
    hooks.forEach(hook -> World.expectDone(repairer.repair(Decision.RECREATE, hook)));
    World.expectDone(repairer.repair(Decision.RECREATE, traced));
    links.forEach(link -> World.await("attached", () -> world.phase(link).equals("attached")));

    assertThat(links.stream().map(this::number)).isEqualTo(numbers);
    assertThat(programs).allMatch(program -> world.phase(program).equals("loaded"));
    assertThat(batch(pass.key())).isEqualTo(batch(trace.key()));
    HookCase.XDP.send(world.outside(), second);
    assertThat(List.of(world.hits(pass.key()), world.hits(counted), world.hits(tcx)))
        .allMatch(hits -> hits >= 1);
    programs.forEach(program -> World.expectDone(world.tryUnload(program)));
    assertThat(world.pins()).isEmpty();
    assertThat(world.programsInKernel()).isZero();
  }

  private boolean isLost(LinkKey link, LinkKey alone) {
    if (link.equals(alone) && world.phase(link).equals("attached")) {
      repairer.lose(link, LossReason.REBOOT);
    }
    return world.phase(link).equals("lost");
  }

  private LinkNumber number(LinkKey link) {
    return world.linkView(link).link().number();
  }

  private HookKey hook(LinkKey link) {
    return world.linkView(link).link().attachment().hook().orElseThrow();
  }

  /** The directory of the load that it came with. */
  private Path batch(ProgramKey program) {
    ProgramState.Loaded loaded = (ProgramState.Loaded) world.programView(program).state();
    return Path.of(loaded.load().pin()).resolve("../..").normalize();
  }

  @Test
  void aDeathAtAnyMomentOfABatchsReturnLeavesWhatTheNextTryBringsBack() {
    int change = 0;
    boolean died = true;
    while (died && change < 60) {
      change++;
      NewProgram one = world.program(BATCH, "pass", AttachKind.XDP);
      NewProgram two = world.program(BATCH, "trace", AttachKind.TRACEPOINT);
      World.expectDone(world.tryLoad(one, two));
      List<ProgramKey> both = List.of(one.key(), two.key());
      world.outside().removeTree(batch(one.key()));
      both.forEach(program -> repairer.lose(program, LossReason.ABSENT));
      world.planKernelFault(Fault.crashAfter(new Fault.Where.NthChange(change)));

      CompletableFuture<Answer<Outcome>> asked = repairer.recreating(both).toCompletableFuture();
      World.await("it is over", () -> asked.isDone() || world.kernelFaultCame());
      died = world.kernelFaultCame();
      world.clearKernelFaults();
      if (died) {
        world.restartAfterKill();
        if (!both.stream().allMatch(program -> world.phase(program).equals("loaded"))) {
          World.expectDone(repairer.recreate(both));
        }
      }

      assertThat(both).allMatch(program -> world.phase(program).equals("loaded"));
      assertThat(world.programsInKernel()).as("change %d", change).isEqualTo(2);
      both.forEach(program -> World.expectDone(world.tryUnload(program)));
      assertThat(world.pins()).as("change %d", change).isEmpty();
    }
    assertThat(change).as("changes that were died at").isBetween(10, 59);
  }
}
