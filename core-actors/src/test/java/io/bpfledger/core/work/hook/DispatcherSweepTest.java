package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.ProcessDied;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each step of each task fails, fails after it was done, or is the last of the process. Whatever
 * happens, a packet meets what ran before or what is to run, and nothing in between.
 */
final class DispatcherSweepTest {

  private static final int CHANGES_MAX = 200;

  /** A hook with a revision, or none, and the one that is to come. */
  private record Change(
      Optional<LiveRevision> before, Revision next, List<Integer> old, List<Integer> fresh) {}

  private enum Story {
    FIRST {
      @Override
      Change begin(HookScene scene) {
        return new Change(
            Optional.empty(), scene.revision(1, scene.member(1)), List.of(), List.of(1));
      }
    },
    SECOND {
      @Override
      Change begin(HookScene scene) {
        Revision.Member one = scene.member(1);
        LiveRevision before = scene.placed(scene.revision(1, one), Optional.empty());
        Revision next = scene.revision(2, one, scene.member(2));
        return new Change(Optional.of(before), next, List.of(1), List.of(1, 2));
      }
    },
    THIRD_IN_THE_MIDDLE {
      @Override
      Change begin(HookScene scene) {
        Revision.Member one = scene.member(1);
        Revision.Member three = scene.member(3);
        LiveRevision before = scene.placed(scene.revision(1, one, three), Optional.empty());
        Revision next = scene.revision(2, one, scene.member(2), three);
        return new Change(Optional.of(before), next, List.of(1, 3), List.of(1, 2, 3));
      }
    },
    ONE_OF_TWO_LEAVES {
      @Override
      Change begin(HookScene scene) {
        Revision.Member one = scene.member(1);
        Revision.Member two = scene.member(2);
        LiveRevision before = scene.placed(scene.revision(1, one, two), Optional.empty());
        return new Change(Optional.of(before), scene.revision(2, two), List.of(1, 2), List.of(2));
      }
    };

    abstract Change begin(HookScene scene);
  }

  @ParameterizedTest
  @EnumSource(HookPoint.class)
  void stepThatFailsLeavesWhatRanBefore(HookPoint point) {
    for (Story story : Story.values()) {
      int changes = sweepFailures(point, story, false);
      assertThat(changes).as(point + " " + story).isGreaterThan(1);
    }
  }

  @ParameterizedTest
  @EnumSource(HookPoint.class)
  void stepThatFailsThoughItWasDoneIsUndoneOrCounted(HookPoint point) {
    for (Story story : Story.values()) {
      int changes = sweepFailures(point, story, true);
      assertThat(changes).as(point + " " + story).isGreaterThan(1);
    }
  }

  private static int sweepFailures(HookPoint point, Story story, boolean done) {
    for (int nth = 1; nth < CHANGES_MAX; nth++) {
      try (SimulatedHookScene scene = new SimulatedHookScene(point)) {
        Change change = story.begin(scene);
        List<String> pins = scene.pins();
        Fault.Where where = new Fault.Where.NthChange(nth);
        DispatcherTask.Place task = scene.place(change.next(), change.before());
        scene
            .faults()
            .add(done ? Fault.doThenFail(where, Errno.EIO) : Fault.fail(where, Errno.EIO));
        KernelAnswer answer = scene.carryOut(task);
        if (scene.faults().hits() == 0) {
          return nth - 1;
        }
        scene.faults().clear();
        String as = point + " " + story + " change " + nth + ": " + answer;
        List<Integer> steps = scene.stepsOfAPacket(0);
        switch (answer) {
          case DispatcherAnswer.RevisionPlaced _ ->
              assertThat(steps).as(as).isEqualTo(change.fresh());
          case DispatcherAnswer.PlaceRefused refused -> {
            assertThat(steps).as(as).isEqualTo(change.old());
            assertThat(refused.leftovers()).as(as).isEmpty();
            assertThat(withoutRoots(scene.pins())).as(as).isEqualTo(withoutRoots(pins));
          }
          default -> throw new AssertionError(as);
        }
        assertThat(scene.kernel().openHandles()).as(as).isZero();
        scene.placed(again(change.next()), change.before());
        assertThat(scene.stepsOfAPacket(0)).as(as).isEqualTo(change.fresh());
      }
    }
    throw new AssertionError("no end of changes");
  }

  /** The same members, a number later. */
  private static Revision again(Revision revision) {
    return new Revision(revision.number() + 1, revision.members());
  }

  private static List<String> withoutRoots(List<String> pins) {
    return pins.stream()
        .filter(path -> !path.equals("dispatchers") && !path.equals("links"))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(HookPoint.class)
  void killedServiceIsFinishedForwardByTheNext(HookPoint point) {
    for (Story story : Story.values()) {
      Set<String> seen = new HashSet<>();
      int before = sweepCrashes(point, story, false, seen);
      int after = sweepCrashes(point, story, true, seen);
      assertThat(before).as(point + " " + story).isGreaterThan(1).isEqualTo(after);
      assertThat(seen).as(point + " " + story).contains("old", "new");
    }
  }

  private static int sweepCrashes(HookPoint point, Story story, boolean after, Set<String> seen) {
    for (int nth = 1; nth < CHANGES_MAX; nth++) {
      try (SimulatedHookScene scene = new SimulatedHookScene(point)) {
        Change change = story.begin(scene);
        Fault.Where where = new Fault.Where.NthChange(nth);
        DispatcherTask.Place task = scene.place(change.next(), change.before());
        scene.faults().add(after ? Fault.crashAfter(where) : Fault.crashBefore(where));
        if (!dies(scene, task)) {
          return nth - 1;
        }
        scene.faults().clear();
        scene.restart();
        String as = point + " " + story + " killed at change " + nth;
        List<Integer> steps = scene.stepsOfAPacket(0);
        assertThat(steps).as(as).isIn(change.old(), change.fresh());
        seen.add(steps.equals(change.fresh()) ? "new" : "old");
        requireTold(scene, change, steps, as);
        LiveRevision live = HookScene.live(scene.carryOut(task));
        assertThat(scene.stepsOfAPacket(0)).as(as).isEqualTo(change.fresh());
        requireClearable(scene, task, live, as);
      }
    }
    throw new AssertionError("no end of changes");
  }

  private static boolean dies(HookScene scene, DispatcherTask task) {
    try {
      scene.carryOut(task);
      return false;
    } catch (ProcessDied _) {
      return true;
    }
  }

  /** The survey of the next service agrees with the packets. */
  private static void requireTold(HookScene scene, Change change, List<Integer> steps, String as) {
    HookObservation told = scene.survey(Optional.of(change.next()), change.before());
    if (steps.equals(change.fresh())) {
      switch (told) {
        case HookObservation.Runs(LiveRevision live) ->
            assertThat(live.revision()).as(as).isEqualTo(change.next());
        // One who left is gone from the hook, but its pin is not yet.
        case HookObservation.Partly _ ->
            assertThat(scene.defaultProceedOn()).as(as + ": only of TCX").isEmpty();
        case HookObservation.Vacant _, HookObservation.Unreadable _ ->
            throw new AssertionError(as + ": " + told);
      }
    } else if (change.before().isPresent()) {
      assertThat(told).as(as).isEqualTo(new HookObservation.Runs(change.before().get()));
    } else {
      assertThat(told).as(as).isInstanceOf(HookObservation.Vacant.class);
    }
  }

  /** After the sweep only the new revision is there, and after a clear nothing. */
  private static void requireClearable(
      SimulatedHookScene scene, DispatcherTask.Place task, LiveRevision live, String as) {
    long number = live.revision().number();
    KernelAnswer swept =
        scene.carryOut(
            new DispatcherTask.Sweep(task.operation(), task.hook(), List.of(number), number));
    assertThat(swept).as(as).isEqualTo(new DispatcherAnswer.Swept(List.of()));
    assertThat(scene.pins()).as(as).noneMatch(path -> path.startsWith("tmp-"));
    assertThat(scene.clear(live)).as(as).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
    assertThat(withoutRoots(scene.pins())).as(as).isEmpty();
    assertThat(scene.stepsOfAPacket(0)).as(as).isEmpty();
    assertThat(scene.kernel().openHandles()).as(as).isZero();
  }

  @ParameterizedTest
  @EnumSource(HookPoint.class)
  void killedClearIsFinishedByTheNext(HookPoint point) {
    int crashes = 0;
    for (int nth = 1; nth < CHANGES_MAX; nth++) {
      try (SimulatedHookScene scene = new SimulatedHookScene(point)) {
        LiveRevision live =
            scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());
        scene.faults().add(Fault.crashAfter(new Fault.Where.NthChange(nth)));
        DispatcherTask task = new DispatcherTask.Clear(scene.freshId(), scene.hook(), live, 1);
        if (!dies(scene, task)) {
          break;
        }
        crashes++;
        scene.faults().clear();
        scene.restart();
        assertThat(scene.carryOut(task)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
        assertThat(withoutRoots(scene.pins())).isEmpty();
        assertThat(scene.stepsOfAPacket(0)).isEmpty();
      }
    }
    assertThat(crashes).isGreaterThan(2);
  }

  /** The same for a service that lives on, with a packet before each change it makes. */
  @ParameterizedTest
  @EnumSource(HookPoint.class)
  void packetsDuringAChangeMeetTheOldOrTheNew(HookPoint point) {
    for (Story story : Story.values()) {
      List<Runnable> between = new ArrayList<>();
      try (SimulatedHookScene scene =
          new SimulatedHookScene(point, (_, _, _) -> between.forEach(Runnable::run))) {
        Change change = story.begin(scene);
        DispatcherTask.Place task = scene.place(change.next(), change.before());
        List<List<Integer>> met = new ArrayList<>();
        between.add(
            () -> {
              scene.packets(1, 0);
              met.add(scene.readSteps());
            });
        scene.forget();
        scene.faults().add(Fault.slow(new Fault.Where.EveryChange(), 1));
        HookScene.live(scene.carryOut(task));
        scene.faults().clear();

        // The trail goes on from packet to packet.
        List<Integer> last = List.of();
        for (List<Integer> trail : met) {
          List<Integer> packet = trail.subList(last.size(), trail.size());
          assertThat(packet).as(point + " " + story).isIn(change.old(), change.fresh());
          last = trail;
        }
        assertThat(met).hasSizeGreaterThan(1);
      }
    }
  }
}
