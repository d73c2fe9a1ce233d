package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever happens to a link in whatever order: what it decides can be recorded, every request is
 * answered once or waits, and the same input leads to the same decision (which {@link LinkStory}
 * checks at each step).
 */
final class LinkMachinePropertiesTest {

  private static final int STEPS = 31;

  private static final List<String> PHASES =
      List.of("absent", "attaching", "attached", "lost", "failed", "detaching", "detached");

  private static final List<LinkObservation> OBSERVATIONS =
      List.of(
          new LinkObservation.Attached(LinkStory.PINNED),
          new LinkObservation.Missing(),
          new LinkObservation.Strange("something else"),
          new LinkObservation.Unreadable(new Failure.Blocked("EPERM")));

  private static final List<KernelAnswer> KERNEL_ANSWERS =
      List.of(
          new LinkAnswer.LinkAttached(LinkStory.PINNED),
          new LinkAnswer.AttachRefused(Samples.REFUSED, List.of()),
          new LinkAnswer.LinkDetached(),
          new LinkAnswer.DetachRefused(Samples.REFUSED),
          new LinkAnswer.LinkWithdrawn(List.of("a pin")),
          new KernelAnswer.Broken("a mistake of ours"),
          new LinkAnswer.ResidueGone(List.of("a pin"), List.of()),
          new LinkAnswer.ResidueGone(List.of(), List.of("a pin")),
          new LinkAnswer.LinkSurveyed(OBSERVATIONS.get(0)),
          new LinkAnswer.LinkSurveyed(OBSERVATIONS.get(1)),
          new LinkAnswer.LinkSurveyed(OBSERVATIONS.get(2)),
          new LinkAnswer.LinkSurveyed(OBSERVATIONS.get(3)));

  private static final List<Decision> DECISIONS =
      List.of(Decision.RECREATE, Decision.ADOPT, Decision.REPIN, Decision.DELETE, Decision.DEFER);

  private static List<Answer<Outcome>> answers(Ulid operation) {
    String id = operation.toString();
    return List.of(
        new Answer.Done<>(
            id,
            new Outcome.Joined(
                new Hold.ByDispatcher(Samples.HOOK, 3, 1), Samples.INCARNATION, Samples.IDENTITY)),
        new Answer.Done<>(id, Outcome.DONE),
        new Answer.Done<>(id, new Outcome.Failed(Samples.REFUSED)),
        new Answer.Done<>(id, Outcome.refused(Refusal.Reason.NOT_FOUND, "no such member")),
        new Answer.Done<>(id, Outcome.refused(Refusal.Reason.LIMIT, "too many")),
        new Answer.Done<>(id, new Outcome.Reserved(new LinkNumber(1), 1)),
        new Answer.NotDone<>(id, "not written"),
        new Answer.InDoubt<>(id, "no answer"));
  }

  /** One story, and all that was ever asked, tried and told in it. */
  private static final class Life {
    final LinkStory story = LinkStory.begun();
    final Attachment attachment;
    final Set<Ulid> asked = new HashSet<>();
    final List<LinkTask> tasks = new ArrayList<>();
    final List<Effect.Send> sent = new ArrayList<>();

    Life(Attachment attachment) {
      this.attachment = attachment;
    }

    void ask(LinkCommand command) {
      asked.add(story.ask(command));
    }

    void step(int kind, int choice) {
      switch (kind) {
        case 0, 1, 2 ->
            ask(
                new LinkCommand.Attach(
                    new LinkNumber(7),
                    Samples.PROGRAM,
                    attachment,
                    Labels.NONE,
                    choice % 2 == 0 ? Policy.DEFAULT : Policy.ONCE));
        case 3, 4 -> ask(new LinkCommand.Detach());
        case 5 -> ask(new LinkCommand.ChangeLabels(Labels.NONE));
        case 6 -> ask(new LinkCommand.ChangePolicy(choice % 2 == 0 ? Policy.DEFAULT : Policy.ONCE));
        case 7, 8 -> ask(new LinkCommand.Lose(LinkStory.GONE));
        case 9 ->
            ask(
                new LinkCommand.Return(
                    new Hold.ByDispatcher(Samples.HOOK, 5, 0),
                    Samples.INCARNATION,
                    Samples.IDENTITY));
        case 10, 11 -> ask(new LinkCommand.Settle(pick(OBSERVATIONS, choice)));
        case 12, 13, 14, 15, 16, 17 -> {
          if (!tasks.isEmpty()) {
            LinkTask task = kind < 16 ? tasks.getLast() : pick(tasks, choice);
            story.performed(task, pick(KERNEL_ANSWERS, choice));
          }
        }
        case 18, 19, 20, 21 -> {
          if (!sent.isEmpty()) {
            Effect.Send send = kind < 21 ? sent.getLast() : pick(sent, choice);
            story.answered(
                send.operation(), send.command(), pick(answers(send.operation()), choice));
          }
        }
        case 22, 23 -> {
          story.waiting().forEach(request -> asked.remove(request.operation()));
          story.recovered(choice % 2 == 0);
        }
        case 24 -> repair(choice);
        case 25 -> program(choice);
        case 27, 28, 29 ->
            ask(new LinkCommand.Repair(pick(DECISIONS, choice), "link.absent", List.of("a pin")));
        case 30 ->
            ask(
                choice % 2 == 0
                    ? new LinkCommand.LookAgain()
                    : choice % 3 == 0
                        ? new LinkCommand.ResumeRepairs()
                        : new LinkCommand.SuspendRepairs(
                            new Suspension(Suspension.Reason.FAILING, Optional.empty(), "")));
        case 26 -> {
          if (choice == 0) {
            story.reboot();
          }
        }
        default -> throw new AssertionError(kind);
      }
      for (Effect effect : story.effects()) {
        switch (effect) {
          case Effect.Perform(LinkTask task) -> tasks.add(task);
          case Effect.Send send -> sent.add(send);
          case Effect.Perform _, Effect.Reply _ -> throw new AssertionError(effect);
        }
      }
    }

    /** The reconciler begins to repair. */
    private void repair(int choice) {
      if (!(story.state() instanceof LinkState.Absent)
          && story.state().repairs().underWay().isEmpty()) {
        Decision decision = choice % 2 == 0 ? Decision.RECREATE : Decision.DELETE;
        story.post(
            LinkStory.LINK,
            new RepairEvent.RepairRequested(story.operation(), decision, "link.absent"));
      }
    }

    private void program(int choice) {
      ProgramState.Present program =
          story.view().ledger().program(Samples.PROGRAM).orElseThrow().state();
      switch (program) {
        case ProgramState.Loaded _ ->
            story.postProgram(choice % 2 == 0 ? "program.lost.1" : "program.unload-requested.1");
        case ProgramState.Unloading _ ->
            story.postProgram(choice % 2 == 0 ? "program.unloaded.1" : "program.unload-failed.1");
        case ProgramState.Lost _ -> story.postProgram("program.unload-requested.1");
        case ProgramState.Loading _, ProgramState.Failed _, ProgramState.Unloaded _ -> {}
      }
    }

    /** Nobody's question gets lost: it waits, is under way, or was answered. */
    void check() {
      Set<Ulid> open = new HashSet<>(story.outcomes().keySet());
      story.waiting().forEach(request -> open.add(request.operation()));
      story.state().underWay().ifPresent(open::add);
      LinkSteps.asked(story.state()).ifPresent(open::add);
      assertThat(open).containsAll(asked);
    }

    private static <T> T pick(List<T> all, int choice) {
      return all.get(choice % all.size());
    }
  }

  @Property(tries = 2000)
  void everythingIsDecidedInEveryOrder(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = STEPS - 1) Integer> kinds,
      @ForAll @Size(min = 40, max = 40) List<@IntRange(max = 119) Integer> choices,
      @ForAll boolean onDevice) {
    Life life = new Life(onDevice ? LinkStory.ON_DEVICE : LinkStory.SIMPLE);
    for (int step = 0; step < kinds.size(); step++) {
      life.step(kinds.get(step), choices.get(step));
      life.check();
    }
    Statistics.label("phase")
        .collect(life.story.state().phase())
        .coverage(phases -> PHASES.forEach(phase -> phases.check(phase).count(n -> n > 0)));
    Statistics.label("repair under way")
        .collect(life.story.state().repairs().underWay().isPresent())
        .coverage(repairs -> repairs.check(true).count(n -> n > 0));
  }
}
