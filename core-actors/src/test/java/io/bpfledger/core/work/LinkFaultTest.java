package io.bpfledger.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.AttachRefused;
import io.bpfledger.core.task.LinkAnswer.DetachRefused;
import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkAnswer.LinkDetached;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.ProcessDied;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each operation of a task fails, or is the last before the service dies, for links of all kinds.
 */
final class LinkFaultTest {

  static final List<LinkCase> CASES = LinkCase.ALL;

  private static final int OPERATIONS_MAX = 60;

  private static final List<Fault.What> FAILURES =
      List.of(new Fault.What.Fail(Errno.EIO), new Fault.What.DoThenFail(Errno.EIO));
  private static final List<Fault.What> CRASHES =
      List.of(new Fault.What.CrashBefore(), new Fault.What.CrashAfter());

  /** A machine on which one operation will go wrong. */
  private record Trial(SimulatedLinkPlace place, LinkBench bench) {

    static Trial at(LinkCase one) {
      SimulatedLinkPlace place = new SimulatedLinkPlace();
      return new Trial(place, new LinkBench(place, one));
    }

    void plan(Fault.What what, int operation) {
      place.faults().add(new Fault(new Fault.Where.Nth(operation), what));
    }

    /** Whether the operation came at all. */
    boolean over() {
      return place.faults().hits() == 0;
    }

    void faultsEnd() {
      place.faults().clear();
      assertThat(place.kernel().openHandles()).isZero();
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void attachThatFailsAnywhereLeavesALinkOrNothing(LinkCase one) {
    for (Fault.What failure : FAILURES) {
      for (int operation = 1; ; operation++) {
        assertThat(operation).isLessThan(OPERATIONS_MAX);
        Trial trial = Trial.at(one);
        LinkBench bench = trial.bench();
        trial.plan(failure, operation);

        LinkAnswer answer = bench.attach();

        if (trial.over()) {
          assertThat(operation).isGreaterThan(5);
          break;
        }
        trial.faultsEnd();
        switch (answer) {
          case LinkAttached(Standing standing) -> {
            assertThat(bench.survey()).isEqualTo(new LinkObservation.Attached(standing));
            assertThat(bench.ours()).hasSize(1);
          }
          case AttachRefused(var why, List<String> leftovers) -> {
            assertThat(why.message()).contains("EIO");
            assertThat(leftovers).isEmpty();
            assertThat(bench.ours()).isEmpty();
            assertThat(bench.isPinned()).isFalse();
          }
          default -> throw new AssertionError("no answer to an attach: " + answer);
        }
        assertThat(bench.attach()).isInstanceOf(LinkAttached.class);
        assertThat(bench.withdraw()).isEmpty();
        assertThat(bench.ours()).isEmpty();
        trial.faultsEnd();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void detachThatFailsAnywhereLeavesTheLinkAsItWasOrGone(LinkCase one) {
    for (Fault.What failure : FAILURES) {
      for (int operation = 1; ; operation++) {
        assertThat(operation).isLessThan(OPERATIONS_MAX);
        Trial trial = Trial.at(one);
        LinkBench bench = trial.bench();
        Standing standing = bench.attached();
        trial.plan(failure, operation);

        LinkAnswer answer = bench.detach(standing);

        if (trial.over()) {
          assertThat(operation).isGreaterThan(3);
          break;
        }
        trial.faultsEnd();
        if (answer instanceof DetachRefused(var why)) {
          assertThat(why.message()).contains("EIO");
          assertThat(bench.survey()).isEqualTo(new LinkObservation.Attached(standing));
        }
        assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
        assertThat(bench.ours()).isEmpty();
        assertThat(bench.isPinned()).isFalse();
        trial.faultsEnd();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void surveyThatFailsAnywhereDecidesNothing(LinkCase one) {
    for (int operation = 1; ; operation++) {
      assertThat(operation).isLessThan(OPERATIONS_MAX);
      Trial trial = Trial.at(one);
      LinkBench bench = trial.bench();
      Standing standing = bench.attached();
      trial.plan(new Fault.What.Fail(Errno.EPERM), operation);

      LinkObservation seen = bench.survey();

      if (trial.over()) {
        assertThat(operation).isGreaterThan(2);
        break;
      }
      // Where the namespace cannot be identified, only its path is not compared.
      assertThat(seen)
          .satisfiesAnyOf(
              unreadable -> assertThat(unreadable).isInstanceOf(LinkObservation.Unreadable.class),
              same -> assertThat(same).isEqualTo(new LinkObservation.Attached(standing)));
      trial.faultsEnd();
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void serviceThatDiesInAnAttachLeavesAPinnedLinkOrNothing(LinkCase one) {
    for (Fault.What crash : CRASHES) {
      for (int operation = 1; ; operation++) {
        assertThat(operation).isLessThan(OPERATIONS_MAX);
        Trial trial = Trial.at(one);
        LinkBench bench = trial.bench();
        trial.plan(crash, operation);

        if (survives(bench::attach)) {
          assertThat(trial.over()).isTrue();
          break;
        }
        trial.place().restarted();
        trial.faultsEnd();
        switch (bench.survey()) {
          case LinkObservation.Attached _ -> assertThat(bench.ours()).hasSize(1);
          case LinkObservation.Missing _ -> {
            assertThat(bench.ours()).isEmpty();
            assertThat(bench.isPinned()).isFalse();
          }
          case LinkObservation.Strange strange -> throw new AssertionError(strange);
          case LinkObservation.Unreadable unreadable -> throw new AssertionError(unreadable);
        }
        assertThat(bench.attach()).isInstanceOf(LinkAttached.class);
        assertThat(bench.ours()).hasSize(1);
        assertThat(bench.withdraw()).isEmpty();
        assertThat(bench.ours()).isEmpty();
        trial.faultsEnd();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void serviceThatDiesInADetachFinishesItWhenItIsBack(LinkCase one) {
    for (Fault.What crash : CRASHES) {
      for (int operation = 1; ; operation++) {
        assertThat(operation).isLessThan(OPERATIONS_MAX);
        Trial trial = Trial.at(one);
        LinkBench bench = trial.bench();
        Standing standing = bench.attached();
        trial.plan(crash, operation);

        if (survives(() -> bench.detach(standing))) {
          assertThat(trial.over()).isTrue();
          break;
        }
        trial.place().restarted();
        trial.faultsEnd();
        assertThat(bench.detach(standing)).isEqualTo(new LinkDetached());
        assertThat(bench.ours()).isEmpty();
        assertThat(bench.isPinned()).isFalse();
        trial.faultsEnd();
      }
    }
  }

  @Test
  void pinThatWasMadeAllTheSameAndCannotBeRemovedIsNamed() {
    Trial trial = Trial.at(LinkCase.named("tracepoint"));
    LinkBench bench = trial.bench();
    trial.place().kernel().bpffs().makeDirectory(trial.place().layout().links()).orThrow();
    trial.place().faults().add(Fault.doThenFail(Operation.PIN, 1, Errno.EIO));
    trial.place().faults().add(Fault.failEvery(Operation.UNLINK, Errno.EACCES));

    LinkAnswer answer = bench.attach();

    assertThat(((AttachRefused) answer).failure().message()).startsWith("pin: ").contains("EIO");
    assertThat(((AttachRefused) answer).leftovers())
        .singleElement()
        .asString()
        .startsWith(bench.pin() + ": ")
        .contains("EACCES");
    assertThat(bench.withdraw()).singleElement().asString().contains("EACCES");
    trial.faultsEnd();
    assertThat(bench.withdraw()).isEmpty();
    assertThat(bench.ours()).isEmpty();
  }

  private static boolean survives(Runnable work) {
    try {
      work.run();
      return true;
    } catch (ProcessDied _) {
      return false;
    }
  }
}
