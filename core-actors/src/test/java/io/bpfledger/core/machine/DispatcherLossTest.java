package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hook whose device is gone, or a member whose program is, and how they come back. */
final class DispatcherLossTest {

  private static final Loss GONE = new Loss(LossReason.TARGET_GONE, "eth0 is gone");
  private static final DispatcherAnswer.PlaceRefused REFUSED =
      new DispatcherAnswer.PlaceRefused(HookStory.REFUSED, List.of());

  private final HookStory story = HookStory.onXdp();
  private final ProgramKey program = story.program("pass");

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
}
