package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.event.DispatcherEvent.RevisionFailed;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a change whose end nobody heard: deaths, failed writes and broken work. */
final class DispatcherSettlementTest {

  private static final Loss GONE = new Loss(LossReason.TARGET_GONE, "eth0 is gone");
  private static final DispatcherAnswer.PlaceRefused REFUSED =
      new DispatcherAnswer.PlaceRefused(HookStory.REFUSED, List.of());

  private final HookStory story = HookStory.onXdp();
  private final ProgramKey program = story.program("pass");

  private static LiveRevision live(HookStory story) {
    return ((DispatcherState.Active) story.state()).live();
  }

  @Test
  void killedServiceCountsARevisionThatRuns() {
    LinkKey link = story.joining(program, 1);
    DispatcherTask.Place place = story.task(DispatcherTask.Place.class);
    story.die();
    assertThat(story.task()).isInstanceOf(DispatcherTask.Survey.class);
    story.join(link);
    story.answer(
        new DispatcherAnswer.HookSurveyed(
            new HookObservation.Runs(HookStory.live(place.revision(), place))));
    story.settle();

    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attached.class);
    assertThat(live(story).revision()).isEqualTo(place.revision());
  }

  @Test
  void killedServiceTriesAgainWhatDoesNotRunIfItsLinkIsEnsured() {
    LinkKey ensured = story.intent(program, 1);
    LinkKey once = story.intent(program, 2, Policy.ONCE, XdpMode.AUTOMATIC);
    LinkKey standing = story.joining(program, 3);
    story.join(ensured);
    story.join(once);
    story.answer(HookStory.success(story.task()));
    LiveRevision before = ((DispatcherState.Building) story.state()).before().orElseThrow();
    story.die();
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Runs(before)));
    story.ask(story.operationOf(once), new DispatcherCommand.Leave(once));
    story.settle();

    assertThat(story.members()).containsExactly(ensured, standing);
    assertThat(story.events()).hasAtLeastOneElementOfType(RevisionFailed.class);
  }

  @Test
  void outcomeThatCouldNotBeWrittenIsUndone() {
    LinkKey link = story.joining(program, 1);
    story.failWrite();
    assertThat(story.task()).isInstanceOf(DispatcherTask.Withdraw.class);
    story.settle();

    assertThat(story.linkState(link)).isInstanceOf(LinkState.Failed.class);
    assertThat(story.state()).isInstanceOf(DispatcherState.Vacant.class);
  }

  @Test
  void brokenWorkIsUndoneToo() {
    LinkKey link = story.joining(program, 1);
    story.answer(new KernelAnswer.Broken("a mistake"));
    assertThat(story.task()).isInstanceOf(DispatcherTask.Withdraw.class);
    story.settle();

    assertThat(story.linkState(link)).isInstanceOf(LinkState.Failed.class);
  }

  @Test
  void nothingIsDecidedUntilSomebodyCanTell() {
    LinkKey link = story.joining(program, 1);
    DispatcherTask.Place place = story.task(DispatcherTask.Place.class);
    story.answer(new KernelAnswer.Broken("a mistake"));
    story.answer(new DispatcherAnswer.WithdrawRefused(HookStory.REFUSED));
    assertThat(story.state()).isInstanceOf(DispatcherState.Building.class);
    assertThat(story.hasTasks()).isFalse();

    Ulid unreadable =
        story.ask(new DispatcherCommand.Settle(new HookObservation.Unreadable(HookStory.REFUSED)));
    assertThat(story.outcomes(unreadable)).containsExactly(new Outcome.Failed(HookStory.REFUSED));
    story.ask(
        new DispatcherCommand.Settle(
            new HookObservation.Runs(HookStory.live(place.revision(), place))));
    story.settle();
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attached.class);
  }

  @Test
  void settlingLooksAgainBeforeItGivesUp() {
    story.joining(program, 1);
    story.answer(new KernelAnswer.Broken("a mistake"));
    story.answer(new DispatcherAnswer.WithdrawRefused(HookStory.REFUSED));
    Loss absent = new Loss(LossReason.ABSENT, "");
    Ulid operation = story.ask(new DispatcherCommand.Settle(new HookObservation.Vacant(absent)));
    assertThat(story.outcomes(operation)).isEmpty();
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Vacant(absent)));

    assertThat(story.outcomes(operation)).containsExactly(Outcome.DONE);
    assertThat(story.events()).hasAtLeastOneElementOfType(RevisionFailed.class);
    story.settle();
    assertThat(story.state())
        .as("it is ensured, so it was tried again")
        .isInstanceOf(DispatcherState.Active.class);
  }

  @Test
  void hookThatLostBothRevisionsIsLost() {
    LinkKey one = story.joining(program, 1);
    story.settle();
    LinkKey two = story.joining(program, 2);
    story.die();
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Vacant(GONE)));

    assertThat(story.linkState(one)).isInstanceOf(LinkState.Lost.class);
    assertThat(story.linkState(two)).isInstanceOf(LinkState.Attaching.class);
    while (story.hasTasks()) {
      story.answer(
          story.task() instanceof DispatcherTask.Place ? REFUSED : HookStory.success(story.task()));
    }
    assertThat(story.state()).isInstanceOf(DispatcherState.Lost.class);
  }

  @Test
  void halfDoneChangeIsDoneAgain() {
    story.joining(program, 1);
    story.die();
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Partly("1 of 2")));

    assertThat(story.task()).isInstanceOf(DispatcherTask.Place.class);
    story.settle();
    assertThat(story.state()).isInstanceOf(DispatcherState.Active.class);
  }

  @Test
  void killedRemovalGoesOn() {
    LinkKey link = story.joining(program, 1);
    story.settle();
    story.leave(link);
    story.die();
    story.ask(story.operationOf(link), new DispatcherCommand.Leave(link));
    story.settle();

    assertThat(story.state()).isInstanceOf(DispatcherState.Vacant.class);
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Detached.class);
  }

  @Test
  void brokenClearIsLookedAfter() {
    LinkKey link = story.joining(program, 1);
    story.settle();
    story.leave(link);
    story.answer(new KernelAnswer.Broken("a mistake"));
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Vacant(GONE)));
    story.settle();

    assertThat(story.linkState(link)).isInstanceOf(LinkState.Detached.class);
  }

  @Test
  void memberThatAsksAgainHearsItsPlaceAgain() {
    LinkKey link = story.intent(program, 1);
    story.join(link);
    DispatcherTask.Place place = story.task(DispatcherTask.Place.class);
    story.die();
    story.answer(
        new DispatcherAnswer.HookSurveyed(
            new HookObservation.Runs(HookStory.live(place.revision(), place))));
    assertThat(story.linkState(link)).as("nobody waited").isInstanceOf(LinkState.Attaching.class);

    story.join(link);
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attached.class);
    assertThat(story.events().stream().filter(RevisionPlanned.class::isInstance)).hasSize(1);
  }

  /** It was attached by one revision, and its service died in the next before the link heard. */
  @Test
  void memberThatAsksAgainIsNotToldOfTheFailureOfALaterRevision() {
    LinkKey link = story.intent(program, 1);
    story.join(link);
    DispatcherTask.Place place = story.task(DispatcherTask.Place.class);
    story.die();
    LiveRevision first = HookStory.live(place.revision(), place);
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Runs(first)));
    assertThat(story.linkState(link)).as("nobody waited").isInstanceOf(LinkState.Attaching.class);
    story.joining(program, 2);
    story.die();

    story.join(link);
    story.answer(new DispatcherAnswer.HookSurveyed(new HookObservation.Runs(first)));
    story.settle();

    assertThat(story.members()).contains(link);
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attached.class);
  }

  @Test
  void serviceThatStartsRemovesWhatOldRevisionsLeft() {
    story.joining(program, 1);
    story.settle();
    story.die();

    DispatcherTask.Sweep sweep = story.task(DispatcherTask.Sweep.class);
    assertThat(sweep.keep()).containsExactly(1L);
    assertThat(sweep.upTo()).isEqualTo(1);
  }
}
