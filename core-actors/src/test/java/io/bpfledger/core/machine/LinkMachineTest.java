package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Links that stand alone: what is recorded, what the kernel is asked, and what askers hear. */
final class LinkMachineTest {

  private final LinkStory story = LinkStory.begun();

  private Ulid attached() {
    Ulid operation = story.attach(LinkStory.SIMPLE, Policy.DEFAULT);
    story.performed(story.task(), new LinkAnswer.LinkAttached(LinkStory.PINNED));
    return operation;
  }

  private Failure failureOf(Ulid operation) {
    return ((Outcome.Failed) story.outcome(operation)).failure();
  }

  private Refusal refusalOf(Ulid operation) {
    return ((Outcome.Refused) story.outcome(operation)).refusal();
  }

  @Test
  void attachIsRecordedThenDoneThenAnswered() {
    Ulid operation = story.attach(LinkStory.SIMPLE, Policy.DEFAULT);

    assertThat(story.state()).isInstanceOf(LinkState.Attaching.class);
    assertThat(story.outcomes()).isEmpty();
    LinkTask task = story.task();
    assertThat(task)
        .isEqualTo(
            new LinkTask.Attach(operation, Samples.LINK, LinkStory.SIMPLE, LinkStory.load()));

    story.performed(task, new LinkAnswer.LinkAttached(LinkStory.PINNED));

    assertThat(((LinkState.Attached) story.state()).standing()).isEqualTo(LinkStory.PINNED);
    assertThat(story.outcomes()).containsExactly(Map.entry(operation, Outcome.DONE));
  }

  @Test
  void attachOfAProgramThatIsUnloadedWhileItsIntentIsRecordedFailsBeforeTheKernel() {
    Request<LinkCommand> request =
        new Request<>(
            story.operation(),
            Samples.ENVELOPE.principal(),
            Samples.ENVELOPE.cause(),
            new LinkCommand.Attach(
                new LinkNumber(7), Samples.PROGRAM, LinkStory.SIMPLE, Labels.NONE, Policy.DEFAULT),
            false);
    var intent =
        new LinkMachine().decide(story.view(), story.state(), new Input.Asked<>(List.of(request)));
    assertThat(intent.events()).hasSize(1);
    assertThat(intent.effects()).isEmpty();
    assertThat(intent.deferred()).containsExactly(request);

    story.post(LinkStory.LINK, intent.events().getFirst());
    story.postProgram("program.unload-requested.1");
    story.ask(request);

    assertThat(story.effects()).isEmpty();
    assertThat(failureOf(request.operation()).message())
        .isEqualTo("program " + Samples.PROGRAM + " is unloading, not loaded");
  }

  @Test
  void attachToAMissingProgramIsRefusedAndNotRecorded() {
    LinkStory empty = new LinkStory();

    Ulid operation = empty.attach(LinkStory.SIMPLE, Policy.DEFAULT);

    assertThat(empty.state()).isInstanceOf(LinkState.Absent.class);
    assertThat(empty.outcomes())
        .containsExactly(
            Map.entry(
                operation,
                Outcome.refused(
                    Refusal.Reason.NOT_FOUND,
                    "there is no program " + Samples.PROGRAM + "; load it first")));
  }

  @Test
  void attachToAProgramThatIsNotLoadedIsRefusedAndNotRecorded() {
    story.postProgram("program.lost.1");

    Ulid operation = story.attach(LinkStory.SIMPLE, Policy.DEFAULT);

    assertThat(refusalOf(operation).reason()).isEqualTo(Refusal.Reason.CONFLICT);
    assertThat(refusalOf(operation).message()).contains("is lost, not loaded");
    assertThat(story.state()).isInstanceOf(LinkState.Absent.class);
  }

  @Test
  void attachToAProgramOfAnotherBootIsRefused() {
    story.reboot();

    assertThat(refusalOf(story.attach(LinkStory.SIMPLE, Policy.DEFAULT)).message())
        .contains("was loaded in another boot");
  }

  @Test
  void kernelsRefusalIsRecordedWithWhatCouldNotBeUndone() {
    Ulid operation = story.attach(LinkStory.SIMPLE, Policy.DEFAULT);

    story.performed(story.task(), new LinkAnswer.AttachRefused(Samples.REFUSED, List.of("a pin")));

    LinkState.Failed failed = (LinkState.Failed) story.state();
    assertThat(failed.failure()).isEqualTo(Samples.REFUSED);
    assertThat(failed.leftovers()).containsExactly("a pin");
    assertThat(failureOf(operation)).isEqualTo(Samples.REFUSED);
  }

  @Test
  void attachThatBrokeIsWithdrawnAndNotTriedAgain() {
    Ulid operation = story.attach(LinkStory.SIMPLE, Policy.DEFAULT);

    story.performed(story.task(), new KernelAnswer.Broken("a mistake of ours"));
    LinkTask withdrawal = story.task();

    assertThat(withdrawal).isInstanceOf(LinkTask.Withdraw.class);
    story.performed(withdrawal, new LinkAnswer.LinkWithdrawn(List.of()));
    assertThat(failureOf(operation)).isEqualTo(new Failure.Interrupted("a mistake of ours"));
  }

  @Test
  void linkIsNeverAttachedTwice() {
    attached();

    assertThat(refusalOf(story.attach(LinkStory.SIMPLE, Policy.DEFAULT)))
        .isEqualTo(
            new Refusal(
                Refusal.Reason.EXISTS, "link 7 exists and is attached; attach another one"));
  }

  @Test
  void detachIsRecordedThenDoneThenAnswered() {
    attached();

    Ulid operation = story.ask(new LinkCommand.Detach());

    assertThat(story.state()).isInstanceOf(LinkState.Detaching.class);
    LinkTask task = story.task();
    assertThat(task)
        .isEqualTo(new LinkTask.Detach(operation, Samples.LINK, Samples.HELD, Samples.INCARNATION));
    story.performed(task, new LinkAnswer.LinkDetached());
    assertThat(story.state()).isInstanceOf(LinkState.Detached.class);
    assertThat(story.outcomes()).containsEntry(operation, Outcome.DONE);
  }

  @Test
  void detachOfAMissingLinkIsNotFound() {
    assertThat(refusalOf(story.ask(new LinkCommand.Detach())))
        .isEqualTo(new Refusal(Refusal.Reason.NOT_FOUND, "there is no link " + Samples.LINK));
  }

  @Test
  void detachOfADetachedLinkIsNotFound() {
    attached();
    story.ask(new LinkCommand.Detach());
    story.performed(story.task(), new LinkAnswer.LinkDetached());

    assertThat(refusalOf(story.ask(new LinkCommand.Detach())))
        .isEqualTo(new Refusal(Refusal.Reason.NOT_FOUND, "link 7 is detached; its life is over"));
  }

  @Test
  void detachThatFailsInTheKernelLeavesTheLinkAttached() {
    attached();
    Ulid operation = story.ask(new LinkCommand.Detach());

    story.performed(story.task(), new LinkAnswer.DetachRefused(Samples.REFUSED));

    assertThat(((LinkState.Attached) story.state()).standing()).isEqualTo(LinkStory.PINNED);
    assertThat(failureOf(operation)).isEqualTo(Samples.REFUSED);
  }

  @Test
  void detachThatBrokeFailsAndIsNotTriedAgain() {
    attached();
    Ulid operation = story.ask(new LinkCommand.Detach());

    story.performed(story.task(), new KernelAnswer.Broken("a mistake of ours"));

    assertThat(story.effects()).isEmpty();
    assertThat(failureOf(operation)).isEqualTo(new Failure.Interrupted("a mistake of ours"));
  }

  @Test
  void detachWaitsForAnAttachThatIsUnderWay() {
    story.attach(LinkStory.SIMPLE, Policy.DEFAULT);
    LinkTask attach = story.task();
    Ulid detach = story.ask(new LinkCommand.Detach());
    assertThat(story.waiting()).hasSize(1);
    assertThat(story.effects()).isEmpty();

    story.performed(attach, new LinkAnswer.LinkAttached(LinkStory.PINNED));

    assertThat(story.waiting()).isEmpty();
    story.performed(story.task(), new LinkAnswer.LinkDetached());
    assertThat(story.outcomes()).containsEntry(detach, Outcome.DONE);
  }

  @Test
  void labelsChangeWhileALinkIsBeingAttached() {
    story.attach(LinkStory.SIMPLE, Policy.DEFAULT);
    Labels labels = Labels.of(Map.of("owner", "me"));

    Ulid operation = story.ask(new LinkCommand.ChangeLabels(labels));

    assertThat(((LinkState.Attaching) story.state()).link().labels()).isEqualTo(labels);
    assertThat(story.outcomes()).containsEntry(operation, Outcome.DONE);
  }

  @Test
  void lostLinkLeavesNothingWhenItIsDetached() {
    attached();
    Ulid lose = story.ask(new LinkCommand.Lose(LinkStory.GONE));
    assertThat(story.outcomes()).containsEntry(lose, Outcome.DONE);
    assertThat(story.state()).isInstanceOf(LinkState.Lost.class);

    story.ask(new LinkCommand.Detach());

    assertThat(story.task()).isInstanceOf(LinkTask.Detach.class);
  }

  @Test
  void linkIsLostOnce() {
    attached();
    story.ask(new LinkCommand.Lose(LinkStory.GONE));
    LinkState lost = story.state();

    Ulid again = story.ask(new LinkCommand.Lose(LinkStory.GONE));

    assertThat(story.outcomes()).containsEntry(again, Outcome.DONE);
    assertThat(story.state()).isEqualTo(lost);
  }

  @Test
  void linkAttachedForAnAttachThatWasGivenUpIsDetached() {
    story.attach(LinkStory.SIMPLE, Policy.ONCE);
    LinkTask slow = story.task();
    story.ask(new LinkCommand.Settle(new LinkObservation.Missing()));
    assertThat(story.state()).isInstanceOf(LinkState.Failed.class);

    story.performed(slow, new LinkAnswer.LinkAttached(LinkStory.PINNED));

    assertThat(story.task()).isInstanceOf(LinkTask.Detach.class);
  }

  @Test
  void repairThatAttachesEndsWhatWasAskedForAsWell() {
    Ulid attach = story.attach(LinkStory.SIMPLE, Policy.DEFAULT);
    Ulid repair = story.operation();
    story.post(
        LinkStory.LINK,
        new RepairEvent.RepairRequested(repair, Decision.FINISH_FORWARD, "link.attached"));
    LinkState before = story.state();
    Standing pinned = LinkStory.PINNED;
    LinkEvent event =
        new LinkEvent.Attached(repair, pinned.hold(), pinned.program(), Optional.empty());

    assertThat(new LinkMachine().concluded(LinkStory.LINK, before, event, before.evolve(event)))
        .containsOnly(Map.entry(attach, Outcome.DONE), Map.entry(repair, Outcome.DONE));
    assertThat(new LinkMachine().willConclude(story.view(), before, attach)).isTrue();
    assertThat(new LinkMachine().willConclude(story.view(), before, story.operation())).isFalse();
  }
}
