package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rounds that are made by themselves, with real time and the hints of the kernel. */
final class LoopTest extends Scene {

  private static void awaitRounds(Reconciler reconciler, long rounds) {
    Machine.await("so many rounds", () -> reconciler.tally().rounds() >= rounds);
  }

  @Test
  void whatTheKernelTellsIsPutRightLongBeforeThePeriodIsOver() throws Exception {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    try (Reconciler reconciler = machine.reconciler()) {
      awaitRounds(reconciler, 2);
      long begin = System.nanoTime();

      machine.outside().unlink(Machine.pin(link));
      Machine.await(
          "the link is there again",
          () ->
              machine.inventory().pins().getFirst().pin(Machine.pin(link)).isPresent()
                  && machine.phase(link).equals("attached"));

      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(15));
      Machine.await("the run ended", () -> machine.reports().list(1).getFirst().end().isPresent());
      assertThat(machine.reports().list(1).getFirst().trigger()).isEqualTo(RunTrigger.NOTIFICATION);
    }
  }

  @Test
  void aFilterThatGoesAndAPinThatGoesAreHeardToo() {
    ProgramKey program = tc("one");
    machine.attach(program, onTc(10));
    try (Reconciler reconciler = machine.reconciler()) {
      awaitRounds(reconciler, 2);
      TcFilter ours = filters().getFirst();

      machine.outside().deleteFilter(veth, Direction.INGRESS, ours.priority(), ours.handle());
      machine.outside().unlink(machine.pin(program));

      Machine.await(
          "both are there again",
          () ->
              filters().size() == 1
                  && machine.inventory().pins().getFirst().pin(machine.pin(program)).isPresent());
    }
    expectClean();
  }

  @Test
  void whatWasLostWhileNoServiceRanIsThereAgainAfterItsStart() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    machine.kill();
    machine.outside().unlink(Machine.pin(link));
    machine.start();
    try (Reconciler reconciler = machine.reconciler()) {
      RoundReport report = reconciler.run().toCompletableFuture().join();
      assertThat(report.refusal()).isEmpty();
      Machine.await(
          "the link is there again",
          () -> machine.inventory().pins().getFirst().pin(Machine.pin(link)).isPresent());
    }
    expectClean();
    assertThat(machine.reports().list(1).getFirst().trigger())
        .isIn(RunTrigger.START, RunTrigger.COMMAND);
  }

  @Test
  void changesThatAreAskedForAreNotTakenForDrift() {
    try (Reconciler reconciler = machine.reconciler()) {
      awaitRounds(reconciler, 2);
      for (int each = 0; each < 5; each++) {
        ProgramKey program = xdp("one");
        LinkKey link = machine.attach(program, onXdp(10));
        machine.detach(link);
        machine.unload(program);
      }
      long rounds = reconciler.tally().rounds();
      awaitRounds(reconciler, rounds + 1);
      assertThat(reconciler.tally().results()).isEmpty();
    }
    assertThat(machine.reports().list(10)).isEmpty();
  }
}
