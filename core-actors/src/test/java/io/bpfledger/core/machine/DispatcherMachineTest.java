package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.event.DispatcherEvent.RevisionFailed;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DispatcherMachineTest {

  private static final Loss GONE = new Loss(LossReason.TARGET_GONE, "eth0 is gone");
  private static final DispatcherAnswer.PlaceRefused REFUSED =
      new DispatcherAnswer.PlaceRefused(HookStory.REFUSED, List.of());

  private final HookStory story = HookStory.onXdp();
  private final ProgramKey program = story.program("pass");

  private static LiveRevision live(HookStory story) {
    return ((DispatcherState.Active) story.state()).live();
  }

  @Test
  void firstMemberBuildsTheFirstRevisionAndHearsItsPlace() {
    LinkKey link = story.joining(program, 50);
    assertThat(story.state()).isInstanceOf(DispatcherState.Building.class);
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attaching.class);

    story.settle();

    assertThat(story.state()).isInstanceOf(DispatcherState.Active.class);
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attached.class);
    assertThat(live(story).revision().number()).isEqualTo(1);
  }

  @Test
  void orderIsPriorityThenNameThenAge() {
    ProgramKey other = story.program("another");
    LinkKey late = story.joining(program, 60);
    story.settle();
    LinkKey first = story.joining(program, 10);
    LinkKey old = story.joining(program, 50);
    LinkKey young = story.joining(program, 50);
    LinkKey named = story.joining(other, 50);
    story.settle();

    assertThat(story.members()).containsExactly(first, named, old, young, late);
  }

  @Test
  void allWhoWaitGoIntoTheNextRevision() {
    story.joining(program, 1);
    List<LinkKey> waiting = new ArrayList<>();
    for (int priority = 2; priority < 20; priority++) {
      waiting.add(story.joining(program, priority));
    }
    story.answer(HookStory.success(story.task()));

    DispatcherTask.Place place = story.task(DispatcherTask.Place.class);
    assertThat(place.revision().number()).isEqualTo(2);
    assertThat(place.revision().members()).hasSize(19);
    story.settle();
    assertThat(waiting).allMatch(link -> story.linkState(link) instanceof LinkState.Attached);
    assertThat(story.events()).hasSize(4);
  }

  @Test
  void thirtyFirstMemberIsRefusedAndTheOthersStay() {
    for (int member = 0; member < 30; member++) {
      story.joining(program, member);
    }
    story.settle();
    LinkKey surplus = story.joining(program, 0);

    assertThat(story.linkState(surplus))
        .isInstanceOfSatisfying(
            LinkState.Failed.class,
            failed ->
                assertThat(failed.failure().message())
                    .contains("xdp on eth0", "30 members", "takes no more"));
    assertThat(story.members()).hasSize(30);
    assertThat(story.hasTasks()).isFalse();
  }

  @Test
  void oneBadMemberAmongSeveralFailsAlone() {
    story.joining(program, 1);
    LinkKey good = story.joining(program, 2);
    LinkKey bad = story.joining(program, 3);
    LinkKey alsoGood = story.joining(program, 4);
    story.answer(HookStory.success(story.task()));
    while (story.hasTasks()) {
      story.answer(
          story.task() instanceof DispatcherTask.Place place
                  && place.revision().position(bad).isPresent()
              ? REFUSED
              : HookStory.success(story.task()));
    }

    assertThat(story.linkState(bad)).isInstanceOf(LinkState.Failed.class);
    assertThat(story.linkState(good)).isInstanceOf(LinkState.Attached.class);
    assertThat(story.linkState(alsoGood)).isInstanceOf(LinkState.Attached.class);
    assertThat(story.members()).hasSize(3).doesNotContain(bad);
  }

  @Test
  void detachOfOneTouchesNoStreamOfTheOthers() {
    LinkKey one = story.joining(program, 1);
    LinkKey two = story.joining(program, 2);
    LinkKey three = story.joining(program, 3);
    story.settle();
    var before = List.of(story.ledger().link(one), story.ledger().link(three));

    story.leave(two);
    story.settle();

    assertThat(story.members()).containsExactly(one, three);
    assertThat(List.of(story.ledger().link(one), story.ledger().link(three))).isEqualTo(before);
    assertThat(story.linkState(two)).isInstanceOf(LinkState.Detached.class);
  }

  @Test
  void lastMemberTakesTheDispatcherWithItAndNumbersGoOn() {
    LinkKey link = story.joining(program, 1);
    story.settle();
    story.leave(link);
    assertThat(story.task(DispatcherTask.Clear.class).upTo()).isEqualTo(1);
    story.settle();
    assertThat(story.state()).isInstanceOf(DispatcherState.Vacant.class);

    story.joining(program, 1);
    story.settle();
    assertThat(live(story).revision().number()).isEqualTo(2);
  }

  @Test
  void failedRemovalLeavesTheLastMember() {
    LinkKey link = story.joining(program, 1);
    story.settle();
    story.leave(link);
    story.answer(new DispatcherAnswer.ClearRefused(HookStory.REFUSED));

    assertThat(story.state()).isInstanceOf(DispatcherState.Active.class);
    assertThat(story.linkState(link)).isInstanceOf(LinkState.Attached.class);
  }

  @Test
  void joinAndLeaveAtOnceMakeOneRevision() {
    LinkKey leaver = story.joining(program, 1);
    story.settle();
    LinkKey first = story.joining(program, 2);
    story.leave(leaver);
    LinkKey second = story.joining(program, 3);
    story.settle();

    assertThat(story.members()).containsExactly(first, second);
    assertThat(story.linkState(leaver)).isInstanceOf(LinkState.Detached.class);
  }

  @Test
  void mustNotMixModesButMayLeaveThemOpen() {
    LinkKey generic = story.intent(program, 1, Policy.DEFAULT, XdpMode.GENERIC);
    story.join(generic);
    assertThat(story.task(DispatcherTask.Place.class).mode()).contains(XdpMode.GENERIC);
    story.settle();
    LinkKey nativeOne = story.intent(program, 2, Policy.DEFAULT, XdpMode.NATIVE);
    story.join(nativeOne);
    LinkKey any = story.joining(program, 3);
    story.settle();

    assertThat(story.linkState(nativeOne))
        .isInstanceOfSatisfying(
            LinkState.Failed.class,
            failed -> assertThat(failed.failure().message()).contains("generic", "native"));
    assertThat(story.members()).containsExactly(generic, any);
  }

  @Test
  void tcxTakesAProgramOnceAndWaitsForItToLeave() {
    HookStory tcx = new HookStory(HookPoint.TCX_INGRESS);
    ProgramKey filter = tcx.program("filter");
    LinkKey one = tcx.joining(filter, 1);
    tcx.settle();
    LinkKey again = tcx.joining(filter, 2);
    assertThat(tcx.linkState(again)).isInstanceOf(LinkState.Failed.class);

    LinkKey other = tcx.joining(tcx.program("other"), 5);
    tcx.leave(one);
    LinkKey successor = tcx.joining(filter, 3);
    tcx.settle();
    assertThat(tcx.members()).containsExactly(successor, other);
  }

  @Test
  void lostDeviceIsClearedAndItsLinksAreTold() {
    LinkKey one = story.joining(program, 1);
    LinkKey two = story.joining(program, 2);
    story.settle();
    Ulid operation = story.ask(new DispatcherCommand.Lose(GONE));

    assertThat(story.outcomes(operation)).containsExactly(Outcome.DONE);
    assertThat(story.task()).isInstanceOf(DispatcherTask.Clear.class);
    assertThat(List.of(one, two)).allMatch(link -> story.linkState(link) instanceof LinkState.Lost);
    story.settle();
  }

  @Test
  void leavingALostHookNeverBlocks() {
    LinkKey one = story.joining(program, 1);
    LinkKey two = story.joining(program, 2);
    LinkKey three = story.joining(program, 3);
    story.settle();
    story.ask(new DispatcherCommand.Lose(GONE));
    story.settle();

    story.leave(one);
    story.leave(two);
    story.settle();
    assertThat(story.linkState(one)).isInstanceOf(LinkState.Detached.class);
    assertThat(story.linkState(two)).isInstanceOf(LinkState.Detached.class);
    assertThat(story.state()).isInstanceOf(DispatcherState.Lost.class);

    story.leave(three);
    story.settle();
    assertThat(story.state()).isInstanceOf(DispatcherState.Vacant.class);
  }

  @Test
  void returnedDeviceGetsItsEnsuredMembersBack() {
    LinkKey ensured = story.joining(program, 1);
    LinkKey once = story.intent(program, 2, Policy.ONCE, XdpMode.AUTOMATIC);
    story.join(once);
    story.settle();
    story.ask(new DispatcherCommand.Lose(GONE));
    story.settle();

    Ulid operation = story.ask(new DispatcherCommand.Return());
    assertThat(story.task(DispatcherTask.Place.class).before()).isEmpty();
    story.settle();

    assertThat(story.outcomes(operation)).containsExactly(Outcome.DONE);
    assertThat(story.members()).containsExactly(ensured);
    assertThat(story.linkState(ensured)).isInstanceOf(LinkState.Attached.class);
    assertThat(story.linkState(once)).isInstanceOf(LinkState.Lost.class);
    assertThat(story.events()).hasAtLeastOneElementOfType(RepairRequested.class);
  }

  @Test
  void failedReturnLeavesItLostAndCounts() {
    story.joining(program, 1);
    story.settle();
    story.ask(new DispatcherCommand.Lose(GONE));
    story.settle();
    Ulid operation = story.ask(new DispatcherCommand.Return());
    story.answer(REFUSED);

    assertThat(story.outcomes(operation)).containsExactly(new Outcome.Failed(HookStory.REFUSED));
    assertThat(story.state()).isInstanceOf(DispatcherState.Lost.class);
    assertThat(story.state().repairs().failures()).isEqualTo(1);
  }

  @Test
  void newMemberOfALostHookBringsTheOthersBack() {
    LinkKey old = story.joining(program, 1);
    story.settle();
    story.ask(new DispatcherCommand.Lose(GONE));
    story.settle();
    LinkKey fresh = story.joining(program, 2);
    story.settle();

    assertThat(story.members()).containsExactly(old, fresh);
    assertThat(story.linkState(old)).isInstanceOf(LinkState.Attached.class);
  }

  @Test
  void memberWhoseProgramIsGoneKeepsNobodyOff() {
    ProgramKey fading = story.program("fading");
    LinkKey gone = story.joining(fading, 1);
    story.settle();
    story.loseProgram(fading, new Loss(LossReason.ABSENT, ""));
    LinkKey fresh = story.joining(program, 2);
    story.settle();

    assertThat(story.members()).containsExactly(fresh);
    assertThat(story.linkState(gone)).isInstanceOf(LinkState.Lost.class);
    assertThat(story.linkState(fresh)).isInstanceOf(LinkState.Attached.class);
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

  @Test
  void serviceThatStartsRemovesWhatOldRevisionsLeft() {
    story.joining(program, 1);
    story.settle();
    story.die();

    DispatcherTask.Sweep sweep = story.task(DispatcherTask.Sweep.class);
    assertThat(sweep.keep()).containsExactly(1L);
    assertThat(sweep.upTo()).isEqualTo(1);
  }

  @Test
  void failureOfOneIsToldAsItIs() {
    LinkKey link = story.joining(program, 1);
    story.answer(new DispatcherAnswer.PlaceRefused(HookStory.REFUSED, List.of("tmp-1")));

    assertThat(story.linkState(link))
        .isInstanceOfSatisfying(
            LinkState.Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(HookStory.REFUSED));
    assertThat(story.task()).isInstanceOf(DispatcherTask.Sweep.class);
  }
}
