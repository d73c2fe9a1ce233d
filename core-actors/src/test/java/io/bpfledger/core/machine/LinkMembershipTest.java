package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Links that are members of a hook: its dispatcher does the work, and they follow. */
final class LinkMembershipTest {

  private static final DispatcherCommand JOIN = new DispatcherCommand.Join(Samples.LINK);
  private static final DispatcherCommand LEAVE = new DispatcherCommand.Leave(Samples.LINK);
  private static final Hold.ByDispatcher HOLD = new Hold.ByDispatcher(Samples.HOOK, 3, 1);
  private static final Outcome JOINED =
      new Outcome.Joined(HOLD, Samples.INCARNATION, Samples.IDENTITY);
  private static final Hold.ByDispatcher LATER = new Hold.ByDispatcher(Samples.HOOK, 8, 0);

  private final LinkStory story = LinkStory.begun();

  private Ulid attach(Policy policy) {
    Ulid operation = story.attach(LinkStory.ON_DEVICE, policy);
    assertThat(story.told()).isEqualTo(JOIN);
    return operation;
  }

  private Ulid attached(Policy policy) {
    Ulid operation = attach(policy);
    story.answered(operation, JOIN, done(operation, JOINED));
    return operation;
  }

  private Ulid detaching() {
    attached(Policy.DEFAULT);
    Ulid operation = story.ask(new LinkCommand.Detach());
    assertThat(story.told()).isEqualTo(LEAVE);
    return operation;
  }

  private static Answer<Outcome> done(Ulid operation, Outcome outcome) {
    return new Answer.Done<>(operation.toString(), outcome);
  }

  private static Answer<Outcome> notDone(Ulid operation) {
    return new Answer.NotDone<>(operation.toString(), "the journal is full");
  }

  private static Answer<Outcome> inDoubt(Ulid operation) {
    return new Answer.InDoubt<>(operation.toString(), "no answer in time");
  }

  private Failure failure() {
    return ((LinkState.Failed) story.state()).failure();
  }

  @Test
  void linkIsAttachedWhereItsDispatcherPutIt() {
    Ulid operation = attached(Policy.DEFAULT);

    assertThat(((LinkState.Attached) story.state()).standing()).isEqualTo(LinkStory.MEMBER);
    assertThat(story.outcomes()).containsEntry(operation, Outcome.DONE);
  }

  @Test
  void linkThatIsNotTakenIsGivenUpWithTheReason() {
    Ulid failed = attach(Policy.DEFAULT);
    story.answered(failed, JOIN, done(failed, new Outcome.Failed(Samples.REFUSED)));
    assertThat(failure()).isEqualTo(Samples.REFUSED);

    LinkMembershipTest full = new LinkMembershipTest();
    Ulid refused = full.attach(Policy.DEFAULT);
    full.story.answered(
        refused,
        JOIN,
        done(refused, Outcome.refused(Refusal.Reason.LIMIT, "xdp on eth0 has 30 members")));
    assertThat(full.failure()).isEqualTo(new Failure.Blocked("xdp on eth0 has 30 members"));

    LinkMembershipTest unwritten = new LinkMembershipTest();
    Ulid notDone = unwritten.attach(Policy.DEFAULT);
    unwritten.story.answered(notDone, JOIN, notDone(notDone));
    assertThat(unwritten.failure()).isEqualTo(new Failure.Blocked("the journal is full"));
  }

  @Test
  void linkOfWhichNobodyKnowsWhetherItJoinedLeaves() {
    Ulid operation = attach(Policy.DEFAULT);

    story.answered(operation, JOIN, inDoubt(operation));
    assertThat(story.told()).isEqualTo(LEAVE);
    assertThat(story.state()).isInstanceOf(LinkState.Attaching.class);
    story.answered(operation, LEAVE, inDoubt(operation));
    assertThat(story.told()).isEqualTo(LEAVE);
    story.answered(operation, LEAVE, done(operation, Outcome.DONE));

    assertThat(failure()).isInstanceOf(Failure.Interrupted.class);
    assertThat(((LinkState.Failed) story.state()).leftovers()).isEmpty();
  }

  @Test
  void membershipThatCannotBeEndedIsALeftover() {
    Ulid operation = attach(Policy.DEFAULT);
    story.answered(operation, JOIN, inDoubt(operation));

    story.answered(operation, LEAVE, done(operation, new Outcome.Failed(Samples.REFUSED)));

    assertThat(((LinkState.Failed) story.state()).leftovers())
        .containsExactly("its membership of xdp on eth0: " + Samples.REFUSED.message());
  }

  @Test
  void linkThatJoinsAfterItsLifeIsOverLeaves() {
    Ulid operation = attach(Policy.DEFAULT);
    story.answered(operation, JOIN, notDone(operation));

    story.answered(operation, JOIN, done(operation, JOINED));

    assertThat(story.effects()).containsExactly(new Effect.Send(LinkStory.HOOK, operation, LEAVE));
  }

  @Test
  void detachedLinkHasLeftItsHook() {
    Ulid operation = detaching();

    story.answered(operation, LEAVE, done(operation, Outcome.DONE));

    assertThat(story.state()).isInstanceOf(LinkState.Detached.class);
    assertThat(story.outcomes()).containsEntry(operation, Outcome.DONE);
  }

  @Test
  void detachOfWhatTheDispatcherDoesNotKnowIsDone() {
    Ulid operation = detaching();

    story.answered(
        operation,
        LEAVE,
        done(operation, Outcome.refused(Refusal.Reason.NOT_FOUND, "no such member")));

    assertThat(story.state()).isInstanceOf(LinkState.Detached.class);
  }

  @Test
  void detachThatItsDispatcherCannotDoLeavesTheLinkAttached() {
    for (Outcome outcome :
        List.of(
            new Outcome.Failed(Samples.REFUSED),
            Outcome.refused(Refusal.Reason.CONFLICT, "not now"))) {
      LinkMembershipTest other = new LinkMembershipTest();
      Ulid operation = other.detaching();

      other.story.answered(operation, LEAVE, done(operation, outcome));

      assertThat(other.story.state()).isInstanceOf(LinkState.Attached.class);
      assertThat(other.story.outcome(operation)).isInstanceOf(Outcome.Failed.class);
    }
  }

  @Test
  void detachInDoubtIsToldAgain() {
    Ulid operation = detaching();

    story.answered(operation, LEAVE, inDoubt(operation));

    assertThat(story.told()).isEqualTo(LEAVE);
    assertThat(story.state()).isInstanceOf(LinkState.Detaching.class);
  }

  @Test
  void linkWhoseDeviceIsBackIsAttachedAgainInOneStep() {
    attached(Policy.DEFAULT);
    story.ask(new LinkCommand.Lose(LinkStory.GONE));
    assertThat(story.state()).isInstanceOf(LinkState.Lost.class);

    Ulid operation =
        story.ask(new LinkCommand.Return(LATER, Samples.INCARNATION, Samples.IDENTITY));

    assertThat(((LinkState.Attached) story.state()).standing().hold()).isEqualTo(LATER);
    assertThat(story.state().repairs().underWay()).isEmpty();
    assertThat(story.outcomes()).containsEntry(operation, Outcome.DONE);
    assertThat(story.effects()).isEmpty();
  }

  @Test
  void linkThatIsNotToBeEnsuredStaysLost() {
    attached(Policy.ONCE);
    story.ask(new LinkCommand.Lose(LinkStory.GONE));

    Ulid operation =
        story.ask(new LinkCommand.Return(LATER, Samples.INCARNATION, Samples.IDENTITY));

    assertThat(story.state()).isInstanceOf(LinkState.Lost.class);
    assertThat(story.outcomes())
        .containsEntry(
            operation,
            Outcome.refused(
                Refusal.Reason.CONFLICT,
                "link 7 is lost and not to be brought back by its policy"));
  }

  @Test
  void linkThatWasNeverMissedStaysAsItIs() {
    attached(Policy.DEFAULT);
    LinkState before = story.state();

    story.ask(new LinkCommand.Return(HOLD, Samples.INCARNATION, Samples.IDENTITY));

    assertThat(story.state()).isEqualTo(before);
  }

  @Test
  void lossWaitsUntilTheLinkHasJoined() {
    Ulid operation = attach(Policy.DEFAULT);
    story.ask(new LinkCommand.Lose(LinkStory.GONE));
    assertThat(story.waiting()).hasSize(1);

    story.answered(operation, JOIN, done(operation, JOINED));

    assertThat(story.state()).isInstanceOf(LinkState.Lost.class);
  }

  @Test
  void lostLinkIsDetachedThroughItsDispatcher() {
    attached(Policy.DEFAULT);
    story.ask(new LinkCommand.Lose(LinkStory.GONE));

    story.ask(new LinkCommand.Detach());

    assertThat(story.told()).isEqualTo(LEAVE);
  }

  @Test
  void interruptedJoinIsAskedForAgainIfItIsToBeEnsured() {
    attach(Policy.DEFAULT);

    story.recovered(false);

    assertThat(story.told()).isEqualTo(JOIN);
  }

  @Test
  void interruptedJoinIsGivenUpIfItIsToBeTriedOnce() {
    attach(Policy.ONCE);

    story.recovered(false);

    assertThat(story.told()).isEqualTo(LEAVE);
  }

  @Test
  void interruptedJoinOfALinkThatRunsIsFinishedWhateverItsPolicy() {
    attach(Policy.ONCE);
    Revision revision =
        new Revision(
            3,
            List.of(
                new Revision.Member(Samples.LINK, Samples.PROGRAM, "pass", 50, Optional.empty())));
    story.post(
        LinkStory.HOOK,
        new DispatcherEvent.RevisionPlanned(Samples.OPERATION, revision, List.of()));
    story.post(
        LinkStory.HOOK,
        new DispatcherEvent.RevisionLive(
            Samples.OPERATION,
            3,
            new Placement.Direct(Samples.INCARNATION, new Placement.LinkHolder(Samples.HELD)),
            Samples.IDENTITY,
            "/run/bpfledger/fs/dispatchers/1/3"));

    story.recovered(false);

    assertThat(story.told()).isEqualTo(JOIN);
  }

  @Test
  void joinWhoseOutcomeCouldNotBeRecordedIsUndone() {
    attach(Policy.DEFAULT);

    story.recovered(true);

    assertThat(story.told()).isEqualTo(LEAVE);
  }

  @Test
  void detachGoesOnAfterEveryFailure() {
    detaching();

    story.recovered(false);
    assertThat(story.told()).isEqualTo(LEAVE);
    story.recovered(true);
    assertThat(story.told()).isEqualTo(LEAVE);
    story.ask(new LinkCommand.Settle(new LinkObservation.Missing()));
    assertThat(story.told()).isEqualTo(LEAVE);
  }

  @Test
  void memberWhoseProgramIsBeingUnloadedLeavesAfterTheServiceDied() {
    story.attach(LinkStory.ON_DEVICE, Policy.DEFAULT);
    story.effects();
    story.postProgram("program.unload-requested.1");

    story.recovered(false);

    assertThat(story.told()).isEqualTo(LEAVE);
  }
}
