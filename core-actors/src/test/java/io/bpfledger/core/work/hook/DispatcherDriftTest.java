package io.bpfledger.core.work.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.simulated.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What somebody took from us is seen and set again; what cannot be seen is not guessed about. */
final class DispatcherDriftTest {

  @Test
  void linkDetachedByForceIsSeenAndReplaced() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      scene.outside().detach(HookScene.linkOf(live));

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.DEFUNCT));
      scene.placed(scene.revision(2, one, scene.member(2)), Optional.of(live));
      assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
    }
  }

  @Test
  void filterThatSomebodyRemovedIsSeenAndSetAgain() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      scene.outside().deleteFilter(scene.device(), Direction.INGRESS, 50, 1);

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOf(HookObservation.Vacant.class);
      scene.placed(scene.revision(2, one), Optional.empty());
      assertThat(scene.stepsOfAPacket(1)).containsExactly(1);
      assertThat(scene.ingressFilters()).hasSize(1);
    }
  }

  @Test
  void namespaceThatWasReplacedIsAnother() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.XDP)) {
      LiveRevision live =
          scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());
      scene.outside().removeNamespace(scene.device().namespace());

      assertThat(scene.survey(Optional.empty(), Optional.of(live)))
          .isInstanceOfSatisfying(
              HookObservation.Vacant.class,
              vacant -> assertThat(vacant.loss().reason()).isEqualTo(LossReason.TARGET_GONE));
      assertThat(scene.clear(live)).isEqualTo(new DispatcherAnswer.HookCleared(List.of()));
      assertThat(scene.pins()).containsExactly("dispatchers");
    }
  }

  @Test
  void whatCannotBeReadIsNotTakenForGone() {
    for (HookPoint point : HookPoint.values()) {
      try (SimulatedHookScene scene = new SimulatedHookScene(point)) {
        LiveRevision live =
            scene.placed(scene.revision(1, scene.member(1), scene.member(2)), Optional.empty());
        scene.faults().add(Fault.failEvery(Operation.DESCRIBE_PROGRAM, Errno.EPERM));

        assertThat(scene.survey(Optional.empty(), Optional.of(live)))
            .as(point.word())
            .isInstanceOf(HookObservation.Unreadable.class);
        scene.faults().clear();
        assertThat(scene.stepsOfAPacket(2)).containsExactly(1, 2);
      }
    }
  }

  @Test
  void changeOfWhichNobodyCanTellIsNotGuessedAbout() {
    try (SimulatedHookScene scene = new SimulatedHookScene(HookPoint.TC_INGRESS)) {
      Revision.Member one = scene.member(1);
      LiveRevision live = scene.placed(scene.revision(1, one), Optional.empty());
      Revision next = scene.revision(2, one, scene.member(2));
      scene.faults().add(Fault.doThenFail(Operation.REPLACE_FILTER, 1, Errno.EIO));
      scene.faults().add(Fault.fail(Operation.LIST_FILTERS, 2, Errno.EIO));

      KernelAnswer answer = scene.carryOut(scene.place(next, Optional.of(live)));

      assertThat(answer)
          .isInstanceOfSatisfying(
              KernelAnswer.Broken.class,
              broken -> assertThat(broken.why()).contains("cannot be seen"));
      assertThat(scene.stepsOfAPacket(2))
          .as("nothing that may run was undone")
          .containsExactly(1, 2);
    }
  }
}
