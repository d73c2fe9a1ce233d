package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is true of hooks of every kind. */
abstract class HookContract {

  final HookScene scene;

  HookContract(Supplier<HookScene> scenes) {
    scene = scenes.get();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void membersRunInTheOrderOfTheRevision() {
    Revision.Member one = scene.member(1);
    Revision.Member two = scene.member(2);
    Revision.Member three = scene.member(3);
    LiveRevision live = scene.placed(scene.revision(1, two, three, one), Optional.empty());

    assertThat(scene.stepsOfAPacket(3)).containsExactly(2, 3, 1);
    assertThat(live.device().index()).isEqualTo(scene.device().index());
  }

  @Test
  void onlyMemberPaysForNoChain() {
    Revision.Member one = scene.member(1);
    LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());

    assertThat(scene.stepsOfAPacket(1)).containsExactly(1);
    if (isTcx()) {
      assertThat(live.placement()).isInstanceOf(Placement.Native.class);
    } else {
      assertThat(live.placement())
          .isInstanceOfSatisfying(
              Placement.Direct.class,
              direct -> assertThat(direct.program()).isEqualTo(scene.loadOf(1).incarnation()));
    }
  }

  @Test
  void membersComeAndGoWhileTheOthersStay() {
    Revision.Member one = scene.member(1);
    Revision.Member two = scene.member(2);
    Revision.Member three = scene.member(3);
    LiveRevision first = scene.placed(scene.revision(1, two), Optional.empty());
    LiveRevision second = scene.placed(scene.revision(2, one, two, three), Optional.of(first));
    assertThat(scene.stepsOfAPacket(3)).containsExactly(1, 2, 3);

    LiveRevision third = scene.placed(scene.revision(3, one, three), Optional.of(second));
    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 3);

    scene.placed(scene.revision(4, three), Optional.of(third));
    assertThat(scene.stepsOfAPacket(1)).containsExactly(3);
  }

  @Test
  void verdictThatStopsIsObeyed() {
    Revision.Member one = scene.member(1);
    Revision.Member drop =
        scene.member(2, scene.stopping(), scene.defaultProceedOn(), scene.ordinary());
    scene.placed(scene.revision(1, one, drop, scene.member(3)), Optional.empty());

    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
  }

  @Test
  void tenMembersRunForEveryPacket() {
    scene.placed(scene.revision(1, members(10)), Optional.empty());

    assertThat(scene.steps(12, 120))
        .isEqualTo(Collections.nCopies(12, oneTo(10)).stream().flatMap(List::stream).toList());
  }

  @Test
  void thirtyMembersRunForEveryPacket() {
    scene.placed(scene.revision(1, members(30)), Optional.empty());

    assertThat(scene.steps(4, 120))
        .isEqualTo(Collections.nCopies(4, oneTo(30)).stream().flatMap(List::stream).toList());
  }

  @Test
  void placingTwiceChangesNothing() {
    Revision revision = scene.revision(1, members(3));
    DispatcherTask.Place task = scene.place(revision, Optional.empty());
    LiveRevision live = HookScene.live(scene.carryOut(task));
    List<String> pins = scene.pins();

    assertThat(HookScene.live(scene.carryOut(task))).isEqualTo(live);
    assertThat(scene.pins()).isEqualTo(pins);
    assertThat(scene.stepsOfAPacket(3)).containsExactly(1, 2, 3);
  }

  @Test
  void surveyTellsWhatRuns() {
    Revision first = scene.revision(1, scene.member(1));
    Revision second =
        scene.revision(
            2,
            Stream.concat(first.members().stream(), Stream.of(scene.member(2)))
                .toArray(Revision.Member[]::new));
    LiveRevision one = scene.placed(first, Optional.empty());
    assertThat(scene.survey(Optional.of(second), Optional.of(one)))
        .isEqualTo(new HookObservation.Runs(one));

    LiveRevision two = scene.placed(second, Optional.of(one));
    assertThat(scene.survey(Optional.of(second), Optional.of(one)))
        .isEqualTo(new HookObservation.Runs(two));
    assertThat(scene.survey(Optional.empty(), Optional.of(two)))
        .isEqualTo(new HookObservation.Runs(two));
  }

  @Test
  void hookThatNobodyTookIsVacant() {
    Revision first = scene.revision(1, scene.member(1));

    assertThat(scene.survey(Optional.of(first), Optional.empty()))
        .isInstanceOfSatisfying(
            HookObservation.Vacant.class,
            vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.ABSENT));
  }

  @Test
  void clearedHookHoldsNothingOfOurs() {
    LiveRevision live = scene.placed(scene.revision(1, members(3)), Optional.empty());

    assertThat(scene.clear(live)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
    assertThat(scene.clear(live)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));

    assertThat(scene.stepsOfAPacket(0)).isEmpty();
    assertThat(scene.pins()).isSubsetOf("dispatchers", "links");
    scene.placed(scene.revision(2, scene.member(5)), Optional.empty());
    assertThat(scene.stepsOfAPacket(1)).containsExactly(5);
  }

  @Test
  void sweepLeavesOnlyWhatRuns() {
    Revision.Member one = scene.member(1);
    LiveRevision first = scene.placed(scene.revision(1, one), Optional.empty());
    LiveRevision second = scene.placed(scene.revision(2, one, scene.member(2)), Optional.of(first));
    KernelAnswer swept =
        scene.carryOut(new DispatcherTask.Sweep(scene.freshId(), scene.hook(), List.of(2L), 2));

    assertThat(swept).isEqualTo(new DispatcherAnswer.Swept(List.of()));
    assertThat(scene.pins()).noneMatch(path -> path.endsWith("/1"));
    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    assertThat(scene.survey(Optional.empty(), Optional.of(second)))
        .isEqualTo(new HookObservation.Runs(second));
  }

  @Test
  void sweepNeverTakesWhatRunsWhateverItIsToldToKeep() {
    scene.placed(scene.revision(1, members(2)), Optional.empty());
    scene.carryOut(new DispatcherTask.Sweep(scene.freshId(), scene.hook(), List.of(), 9));

    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
  }

  @Test
  void withdrawnRevisionGivesWayToTheOneBefore() {
    Revision.Member one = scene.member(1);
    Revision.Member two = scene.member(2);
    LiveRevision first = scene.placed(scene.revision(1, one, two), Optional.empty());
    Revision second = scene.revision(2, one, scene.member(3));
    scene.placed(second, Optional.of(first));

    KernelAnswer withdrawn = withdraw(second, Optional.of(first));

    assertThat(withdrawn).isEqualTo(new DispatcherAnswer.RevisionWithdrawn(List.of()));
    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    assertThat(scene.pins()).noneMatch(path -> path.endsWith("/2"));
  }

  @Test
  void withdrawnFirstRevisionLeavesNothing() {
    Revision first = scene.revision(1, members(2));
    scene.placed(first, Optional.empty());

    assertThat(withdraw(first, Optional.empty()))
        .isEqualTo(new DispatcherAnswer.RevisionWithdrawn(List.of()));
    assertThat(withdraw(first, Optional.empty()))
        .isEqualTo(new DispatcherAnswer.RevisionWithdrawn(List.of()));
    assertThat(scene.stepsOfAPacket(0)).isEmpty();
    assertThat(scene.pins()).isSubsetOf("dispatchers", "links");
  }

  @Test
  void removedDeviceBlocksNobodyAndANewOneIsTaken() {
    Revision.Member one = scene.member(1);
    Revision.Member two = scene.member(2);
    LiveRevision live = scene.placed(scene.revision(1, one, two), Optional.empty());
    scene.removeDevice();

    assertThat(scene.survey(Optional.empty(), Optional.of(live)))
        .isInstanceOfSatisfying(
            HookObservation.Vacant.class,
            vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.TARGET_GONE));
    assertThat(scene.carryOut(scene.place(scene.revision(2, one), Optional.of(live))))
        .isInstanceOfSatisfying(
            DispatcherAnswer.PlaceRefused.class,
            refused -> {
              assertThat(refused.failure().message()).contains("is not there");
              assertThat(refused.leftovers()).isEmpty();
            });
    assertThat(scene.clear(live)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
    assertThat(scene.pins()).isSubsetOf("dispatchers", "links");

    scene.addDevice();
    LiveRevision again = scene.placed(scene.revision(3, one, two), Optional.empty());
    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    assertThat(again.device()).isNotEqualTo(live.device());
  }

  @Test
  void newDeviceIsTakenThoughTheOldLinkIsStillPinned() {
    Revision.Member one = scene.member(1);
    Revision.Member two = scene.member(2);
    scene.placed(scene.revision(1, one, two), Optional.empty());
    scene.removeDevice();
    scene.addDevice();

    scene.placed(scene.revision(2, one, two), Optional.empty());

    assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
  }

  @Test
  void programThatIsGoneIsNamedAndNothingChanges() {
    Revision.Member one = scene.member(1);
    LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
    Revision.Member gone = scene.member(2);
    scene.kernel().bpffs().unlink(Path.of(scene.loadOf(2).pin())).orThrow();

    KernelAnswer answer =
        scene.carryOut(scene.place(scene.revision(2, one, gone), Optional.of(live)));

    assertThat(answer)
        .isInstanceOfSatisfying(
            DispatcherAnswer.PlaceRefused.class,
            refused -> assertThat(refused.failure().message()).contains("step2"));
    assertThat(scene.stepsOfAPacket(1)).containsExactly(1);
  }

  @Test
  void lostPinOfAProgramThatRunsKeepsNobodyFromChanging() {
    Revision.Member one = scene.member(1);
    Revision.Member two = scene.member(2);
    LiveRevision live = scene.placed(scene.revision(1, one, two), Optional.empty());
    scene.kernel().bpffs().unlink(Path.of(scene.loadOf(1).pin())).orThrow();

    scene.placed(scene.revision(2, one, two, scene.member(3)), Optional.of(live));

    assertThat(scene.stepsOfAPacket(3)).containsExactly(1, 2, 3);
  }

  private KernelAnswer withdraw(Revision planned, Optional<LiveRevision> before) {
    return scene.carryOut(
        new DispatcherTask.Withdraw(
            scene.freshId(), scene.hook(), planned, scene.programs(planned), before));
  }

  final Revision.Member[] members(int count) {
    List<Revision.Member> members = new ArrayList<>();
    for (int step = 1; step <= count; step++) {
      members.add(scene.member(step));
    }
    return members.toArray(Revision.Member[]::new);
  }

  static List<Integer> oneTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  private boolean isTcx() {
    return scene.defaultProceedOn().isEmpty();
  }
}
