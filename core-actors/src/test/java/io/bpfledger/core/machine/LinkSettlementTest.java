package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a link that something happened to half-way. */
final class LinkSettlementTest {

  private static final LinkObservation STRANGE =
      new LinkObservation.Strange("link 9 runs program 4");
  private static final LinkObservation UNREADABLE =
      new LinkObservation.Unreadable(new Failure.Blocked("EPERM"));

  private final LinkStory story = LinkStory.begun();

  private Ulid attaching(Policy policy) {
    Ulid operation = story.attach(LinkStory.SIMPLE, policy);
    story.effects();
    return operation;
  }

  private void detaching() {
    attaching(Policy.DEFAULT);
    story.ask(new LinkCommand.Settle(new LinkObservation.Attached(LinkStory.PINNED)));
    story.ask(new LinkCommand.Detach());
    story.effects();
  }

  private Failure failure() {
    return ((LinkState.Failed) story.state()).failure();
  }

  @Test
  void attachWhoseOutcomeCouldNotBeRecordedIsWithdrawn() {
    Ulid operation = attaching(Policy.DEFAULT);

    story.recovered(true);
    LinkTask withdrawal = story.task();
    story.performed(withdrawal, new LinkAnswer.LinkWithdrawn(List.of("a pin")));

    assertThat(withdrawal).isInstanceOf(LinkTask.Withdraw.class);
    assertThat(failure()).isEqualTo(new Failure.Interrupted("its outcome could not be recorded"));
    assertThat(((LinkState.Failed) story.state()).leftovers()).containsExactly("a pin");
    assertThat(story.outcome(operation)).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void attachThatIsInTheKernelIsFinishedAfterTheServiceDied() {
    attaching(Policy.ONCE);

    story.recovered(false);
    LinkTask survey = story.task();
    story.performed(
        survey, new LinkAnswer.LinkSurveyed(new LinkObservation.Attached(LinkStory.PINNED)));

    assertThat(survey).isInstanceOf(LinkTask.Survey.class);
    assertThat(((LinkState.Attached) story.state()).standing()).isEqualTo(LinkStory.PINNED);
  }

  @Test
  void attachThatIsNotInTheKernelIsTriedAgainIfItIsToBeEnsured() {
    attaching(Policy.DEFAULT);

    story.recovered(false);
    story.performed(story.task(), new LinkAnswer.LinkSurveyed(new LinkObservation.Missing()));

    assertThat(story.task()).isInstanceOf(LinkTask.Attach.class);
  }

  @Test
  void attachThatIsNotInTheKernelIsGivenUpIfItIsToBeTriedOnce() {
    attaching(Policy.ONCE);

    story.recovered(false);
    story.performed(story.task(), new LinkAnswer.LinkSurveyed(new LinkObservation.Missing()));

    assertThat(failure()).isInstanceOf(Failure.Interrupted.class);
  }

  @Test
  void attachThatCannotBeReadStaysUntilSomebodyCan() {
    attaching(Policy.DEFAULT);

    story.recovered(false);
    story.performed(story.task(), new LinkAnswer.LinkSurveyed(UNREADABLE));
    assertThat(story.effects()).isEmpty();
    assertThat(story.state()).isInstanceOf(LinkState.Attaching.class);

    story.ask(new LinkCommand.Settle(new LinkObservation.Attached(LinkStory.PINNED)));
    assertThat(story.state()).isInstanceOf(LinkState.Attached.class);
  }

  @Test
  void attachWhosePlaceIsTakenIsWithdrawn() {
    attaching(Policy.DEFAULT);

    story.ask(new LinkCommand.Settle(STRANGE));
    story.performed(story.task(), new LinkAnswer.LinkWithdrawn(List.of("not touched")));

    assertThat(failure()).isEqualTo(new Failure.Blocked("link 9 runs program 4"));
  }

  @Test
  void attachFromBeforeARebootIsGivenUp() {
    attaching(Policy.DEFAULT);
    story.reboot();

    story.recovered(false);

    assertThat(story.effects()).isEmpty();
    assertThat(failure().message()).contains("was loaded in another boot");
  }

  @Test
  void attachWhoseProgramIsBeingUnloadedIsNotTriedAgain() {
    attaching(Policy.DEFAULT);
    story.postProgram("program.unload-requested.1");

    story.recovered(false);
    story.performed(story.task(), new LinkAnswer.LinkSurveyed(new LinkObservation.Missing()));

    assertThat(failure().message()).contains("is unloading, not loaded");
  }

  @Test
  void detachGoesOnAfterEveryFailure() {
    for (boolean restarted : new boolean[] {true, false}) {
      LinkSettlementTest other = new LinkSettlementTest();
      other.detaching();

      other.story.recovered(restarted);

      assertThat(other.story.task()).isInstanceOf(LinkTask.Detach.class);
    }
  }

  @Test
  void detachGoesOnWhateverIsSeenAndWaitsWhenNothingCanBeSeen() {
    detaching();

    story.ask(new LinkCommand.Settle(UNREADABLE));
    assertThat(story.effects()).isEmpty();
    for (LinkObservation seen :
        List.of(
            STRANGE,
            new LinkObservation.Missing(),
            new LinkObservation.Attached(LinkStory.PINNED))) {
      story.ask(new LinkCommand.Settle(seen));
      assertThat(story.task()).isInstanceOf(LinkTask.Detach.class);
    }
  }

  @Test
  void nothingIsSettledWhereNothingIsOpen() {
    attaching(Policy.DEFAULT);
    story.ask(new LinkCommand.Settle(new LinkObservation.Attached(LinkStory.PINNED)));
    LinkState attached = story.state();

    for (LinkObservation seen : List.of(STRANGE, UNREADABLE, new LinkObservation.Missing())) {
      Ulid operation = story.ask(new LinkCommand.Settle(seen));
      assertThat(story.outcomes()).containsEntry(operation, Outcome.DONE);
    }
    assertThat(story.state()).isEqualTo(attached);
    assertThat(story.effects()).isEmpty();
  }

  @Test
  void repairThatWasInterruptedIsRecordedAsFailed() {
    attaching(Policy.DEFAULT);
    story.ask(new LinkCommand.Settle(new LinkObservation.Attached(LinkStory.PINNED)));
    story.post(
        LinkStory.LINK,
        new RepairEvent.RepairRequested(story.operation(), Decision.RECREATE, "link.absent"));

    story.recovered(false);

    Repairs repairs = story.state().repairs();
    assertThat(repairs.underWay()).isEmpty();
    assertThat(repairs.failures()).isEqualTo(1);
    assertThat(story.state()).isInstanceOf(LinkState.Attached.class);
  }

  @Test
  void detachWaitsForARepairThatIsUnderWay() {
    attaching(Policy.DEFAULT);
    story.ask(new LinkCommand.Settle(new LinkObservation.Attached(LinkStory.PINNED)));
    story.post(
        LinkStory.LINK,
        new RepairEvent.RepairRequested(story.operation(), Decision.RECREATE, "link.absent"));

    story.ask(new LinkCommand.Detach());
    assertThat(story.waiting()).hasSize(1);
    story.ask(new LinkCommand.Settle(new LinkObservation.Missing()));

    assertThat(story.waiting()).isEmpty();
    assertThat(story.task()).isInstanceOf(LinkTask.Detach.class);
    assertThat(Samples.LINK).isEqualTo(LinkSteps.self(story.view()));
  }
}
