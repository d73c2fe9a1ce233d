package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of a hook come and go. */
final class DispatcherMachineTest {

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
