package io.bpfledger.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.ProcessDied;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Batches are loaded whole or not at all, in ledger and kernel, whatever happens. */
final class BatchPlayTest extends ProgramStage {

  private void assertAllOrNothing(PlainShell shell, List<Answer<Outcome>> heard) {
    assertThat(shell.busy()).as("what is under way").isEmpty();
    List<Load> loads = loads(shell);
    assertThat(loads.size()).as("loaded in the ledger").isIn(0, BATCH);
    assertThat(programsInKernel()).as("loaded in the kernel").isEqualTo(loads.size());
    for (Load load : loads) {
      assertThat(
              kernel.programs().describe(new ProgramId(load.incarnation().kernelId())).succeeded())
          .isTrue();
    }
    assertThat(kernel.openHandles()).isZero();
    assertThat(heard.size()).isLessThanOrEqualTo(1);
    if (heard.contains(new Answer.Done<>(LOAD.toString(), Outcome.DONE))) {
      assertThat(loads).hasSize(BATCH);
    } else if (!heard.isEmpty()) {
      assertThat(loads).isEmpty();
    }
  }

  @Property(tries = 50)
  void batchIsLoadedInWhateverOrderThingsHappen(@ForAll int seed) {
    PlainShell shell = start(seed);

    List<Answer<Outcome>> heard = shell.ask(program(1), LOAD, batch());
    shell.settle();

    assertThat(heard).containsExactly(new Answer.Done<>(LOAD.toString(), Outcome.DONE));
    assertThat(loads(shell)).hasSize(BATCH);
    assertAllOrNothing(shell, heard);
  }

  @Property(tries = 20)
  void batchWithAWriteThatFailsIsLoadedWholeOrNotAtAll(@ForAll int seed, @ForAll boolean durable) {
    sweep(
        (number, shell) -> {
          shell.failWrite(number, durable, false);
          List<Answer<Outcome>> heard = shell.ask(program(1), LOAD, batch());
          shell.settle();
          assertThat(heard).as("the asker is told").hasSize(1);
          assertAllOrNothing(shell, heard);
          return shell.metFailingWrite();
        },
        seed,
        5);
  }

  @Property(tries = 20)
  void batchThatDiesWithAWriteIsLoadedWholeOrNotAtAll(@ForAll int seed, @ForAll boolean durable) {
    sweep(
        (number, shell) -> {
          shell.failWrite(number, durable, true);
          List<Answer<Outcome>> heard = shell.ask(program(1), LOAD, batch());
          try {
            shell.settle();
          } catch (PlainShell.Died died) {
            restart(shell);
            shell.settle();
          }
          assertAllOrNothing(shell, heard);
          return shell.metFailingWrite() || heard.isEmpty();
        },
        seed,
        5);
  }

  @Property(tries = 10)
  void batchThatDiesInTheKernelIsLoadedWholeOrNotAtAll(@ForAll int seed) {
    sweep(
        (number, shell) -> {
          host.faults(SERVICE).add(Fault.crashAfter(new Fault.Where.NthChange(number)));
          List<Answer<Outcome>> heard = shell.ask(program(1), LOAD, batch());
          boolean met = false;
          try {
            shell.settle();
          } catch (ProcessDied died) {
            met = true;
            restart(shell);
            shell.settle();
          }
          assertAllOrNothing(shell, heard);
          return met;
        },
        seed,
        15);
  }

  @Property(tries = 10)
  void batchOfWhichTheKernelRefusesAnythingIsNotLoaded(@ForAll int seed) {
    sweep(
        (number, shell) -> {
          host.faults(SERVICE).add(Fault.fail(new Fault.Where.Nth(number), Errno.ENOMEM));
          List<Answer<Outcome>> heard = shell.ask(program(1), LOAD, batch());
          shell.settle();
          boolean met = host.faults(SERVICE).hits() > 0;
          host.faults(SERVICE).clear();
          assertAllOrNothing(shell, heard);
          assertThat(loads(shell)).hasSize(met ? 0 : BATCH);
          return met;
        },
        seed,
        15);
  }
}
