package io.bpfledger.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.machine.Refusal;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Programs are unloaded after their links, in whatever order things happen. */
final class UnloadPlayTest extends ProgramStage {

  @Property(tries = 50)
  void unloadDetachesTheLinksFirst(@ForAll int seed, @ForAll @IntRange(max = 4) int links) {
    PlainShell shell = start(seed);
    shell.ask(program(1), LOAD, batch());
    shell.settle();
    for (int number = 1; number <= links; number++) {
      shell.ask(link(number), Ulid.of(3_000 + number, 0, 0), attach(number));
    }
    shell.settle();
    assertThat(shell.ledger().linksOf(key(1))).hasSize(links);

    List<Answer<Outcome>> heard = shell.ask(program(1), UNLOAD, new ProgramCommand.Unload());
    shell.settle();

    assertThat(heard).containsExactly(new Answer.Done<>(UNLOAD.toString(), Outcome.DONE));
    assertThat(shell.ledger().linksOf(key(1))).isEmpty();
    assertThat(programsInKernel()).isEqualTo(BATCH - 1);
    assertThat(shell.busy()).isEmpty();
  }

  @Property(tries = 20)
  void unloadWithALinkThatStaysFailsAndTheProgramStays(@ForAll int seed) {
    PlainShell shell = start(seed);
    shell.ask(program(1), LOAD, batch());
    shell.settle();
    shell.ask(link(1), ATTACH, attach(1));
    shell.settle();
    detachFails = true;

    List<Answer<Outcome>> heard = shell.ask(program(1), UNLOAD, new ProgramCommand.Unload());
    shell.settle();

    assertThat(heard)
        .singleElement()
        .isInstanceOfSatisfying(
            Answer.Done.class, done -> assertThat(done.reply()).isInstanceOf(Outcome.Failed.class));
    assertThat(loads(shell)).hasSize(BATCH);
    assertThat(programsInKernel()).isEqualTo(BATCH);
    assertThat(shell.busy()).isEmpty();
  }

  @Property(tries = 200)
  void attachAndUnloadAtTheSameTimeLeaveNoLinkWithoutAProgram(@ForAll int seed) {
    PlainShell shell = start(seed);
    shell.ask(program(1), LOAD, batch());
    shell.settle();
    shell.ask(link(1), ATTACH, attach(1));
    shell.ask(link(2), Ulid.of(3_000, 0, 2), attach(2));
    List<Answer<Outcome>> heard = shell.ask(program(1), UNLOAD, new ProgramCommand.Unload());
    shell.settle();

    assertThat(heard).containsExactly(new Answer.Done<>(UNLOAD.toString(), Outcome.DONE));
    assertThat(shell.ledger().linksOf(key(1))).isEmpty();
    assertThat(shell.ledger().links())
        .allSatisfy(link -> assertThat(link.state().phase()).isIn("failed", "detached"));
    assertThat(shell.busy()).isEmpty();
  }

  @Property(tries = 20)
  void unloadThatDiesIsFinished(@ForAll int seed, @ForAll boolean durable) {
    sweep(
        (number, shell) -> {
          shell.ask(program(1), LOAD, batch());
          shell.settle();
          shell.ask(link(1), ATTACH, attach(1));
          shell.settle();
          shell.failWrite(number, durable, true);
          List<Answer<Outcome>> heard = shell.ask(program(1), UNLOAD, new ProgramCommand.Unload());
          boolean died = false;
          try {
            shell.settle();
          } catch (PlainShell.Died expected) {
            died = true;
            restart(shell);
            shell.settle();
          }
          assertThat(shell.busy()).isEmpty();
          boolean begun =
              shell.ledger().program(key(1)).orElseThrow().state() instanceof ProgramState.Unloaded;
          assertThat(begun).isEqualTo(!died || durable || number > 1);
          assertThat(programsInKernel()).isEqualTo(begun ? BATCH - 1 : BATCH);
          return died || heard.isEmpty();
        },
        seed,
        3);
  }

  @Property(tries = 20)
  void whoUnloadsWhatIsUnloadedIsTold(@ForAll int seed) {
    PlainShell shell = start(seed);
    shell.ask(program(1), LOAD, batch());
    shell.settle();
    List<Answer<Outcome>> first = shell.ask(program(1), UNLOAD, new ProgramCommand.Unload());
    List<Answer<Outcome>> second =
        shell.ask(program(1), Ulid.of(2_000, 0, 2), new ProgramCommand.Unload());
    List<Answer<Outcome>> never =
        shell.ask(program(9), Ulid.of(2_000, 0, 3), new ProgramCommand.Unload());
    shell.settle();

    List<Answer<Outcome>> both = new ArrayList<>(first);
    both.addAll(second);
    assertThat(both).contains(new Answer.Done<>(UNLOAD.toString(), Outcome.DONE)).hasSize(2);
    assertThat(refusals(both)).singleElement().isEqualTo(Refusal.Reason.NOT_FOUND);
    assertThat(refusals(never)).containsExactly(Refusal.Reason.NOT_FOUND);
  }

  private static List<Refusal.Reason> refusals(List<Answer<Outcome>> answers) {
    List<Refusal.Reason> reasons = new ArrayList<>();
    for (Answer<Outcome> answer : answers) {
      if (answer instanceof Answer.Done<Outcome>(_, Outcome.Refused(Refusal refusal))) {
        reasons.add(refusal.reason());
      }
    }
    return reasons;
  }
}
