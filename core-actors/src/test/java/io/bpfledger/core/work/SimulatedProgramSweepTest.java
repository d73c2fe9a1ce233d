package io.bpfledger.core.work;

import static io.bpfledger.core.work.ProgramBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.ProcessDied;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A batch is loaded, unloaded, withdrawn and looked at, and each time something else goes wrong.
 */
final class SimulatedProgramSweepTest {

  private static final Path ROOT = Path.of("/run/bpfledger/fs");
  private static final String SERVICE = "bpfledger";

  /** More operations than any task needs. */
  private static final int SWEEP_LIMIT = 1000;

  private static final ObjectBytes OBJECT =
      DeclaredObject.empty()
          .counter("runs")
          .mapPinnedByName(new MapSpec(MapType.ARRAY, "shared", 4, 8, 1, 0))
          .variable("limit", new byte[] {3, 0, 0, 0})
          .program(
              DeclaredProgram.in("xdp", "one")
                  .returningGlobal("limit")
                  .counting("runs")
                  .using("shared"))
          .program(DeclaredProgram.in("xdp", "two").counting("runs"))
          .bytes();

  @TempDir private Path folder;

  private SimulatedHost host = SimulatedHost.seeded(7);
  private SimulatedProcess kernel = host.startProcess(SERVICE);

  private ProgramBench start() {
    host = SimulatedHost.seeded(7);
    kernel = host.startProcess(SERVICE);
    kernel.bpffs().mount(ROOT).orThrow();
    return new ProgramBench(kernel, ROOT, folder);
  }

  private ProgramBench restart() {
    host.faults(SERVICE).clear();
    kernel = host.startProcess(SERVICE);
    return new ProgramBench(kernel, ROOT, folder);
  }

  private static ProgramTask.Member[] batch(ProgramBench bench) {
    return new ProgramTask.Member[] {bench.xdp(1, OBJECT, "one"), bench.xdp(2, OBJECT, "two")};
  }

  private void assertNothingIsLeft(ProgramBench bench) {
    assertThat(bench.namesOfPrograms()).isEmpty();
    assertThat(kernel.programs().next(Optional.empty()).orThrow()).isEmpty();
    assertThat(kernel.maps().next(Optional.empty()).orThrow()).isEmpty();
    assertThat(kernel.openHandles()).isZero();
  }

  private static void assertCommittedWhole(ProgramBench bench) {
    for (ProgramTask.Member member : batch(bench)) {
      assertThat(bench.survey(1, member)).isInstanceOf(ProgramObservation.Committed.class);
    }
    assertThat(bench.names()).noneMatch(name -> name.startsWith("tmp-"));
    assertThat(bench.names()).contains("maps/shared");
  }

  /** Runs a scenario with a fault at the first, second, … place, until there is none. */
  private void sweep(IntFunction<Fault> fault, Scenario scenario) {
    for (int place = 1; place < SWEEP_LIMIT; place++) {
      if (!scenario.meets(fault.apply(place))) {
        assertThat(place).as("faults that were met").isGreaterThan(5);
        return;
      }
    }
    throw new AssertionError("the sweep did not end");
  }

  private interface Scenario {
    /** False when the fault was never met. */
    boolean meets(Fault fault);
  }

  private boolean planned(Fault fault, Runnable task) {
    host.faults(SERVICE).add(fault);
    try {
      task.run();
    } catch (ProcessDied expected) {
      assertThat(kernel.isAlive()).isFalse();
    }
    boolean met = host.faults(SERVICE).hits() > 0;
    host.faults(SERVICE).clear();
    return met;
  }

  static Stream<IntFunction<Fault>> crashes() {
    return Stream.of(
        place -> Fault.crashBefore(new Fault.Where.NthChange(place)),
        place -> Fault.crashAfter(new Fault.Where.NthChange(place)));
  }

  static Stream<IntFunction<Fault>> failures() {
    return Stream.of(
        place -> Fault.fail(new Fault.Where.Nth(place), Errno.EIO),
        place -> Fault.fail(new Fault.Where.Nth(place), Errno.ENOMEM),
        place -> Fault.doThenFail(new Fault.Where.NthChange(place), Errno.EIO));
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void loadThatDiesIsCommittedWholeOrCanBeWithdrawnWhole(IntFunction<Fault> crash) {
    sweep(
        crash,
        fault -> {
          ProgramBench dying = start();
          boolean met = planned(fault, () -> dying.load(1, batch(dying)));
          ProgramBench bench = met ? restart() : dying;
          boolean committed =
              Stream.of(batch(bench))
                  .anyMatch(
                      member -> bench.survey(1, member) instanceof ProgramObservation.Committed);
          if (committed) {
            assertCommittedWhole(bench);
          } else {
            for (ProgramTask.Member member : batch(bench)) {
              assertThat(bench.survey(1, member)).isEqualTo(new ProgramObservation.Uncommitted());
            }
          }
          assertThat(bench.withdraw(1, key(1), key(2))).isEmpty();
          assertNothingIsLeft(bench);
          return met;
        });
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void unloadThatDiesIsFinishedByTheNext(IntFunction<Fault> crash) {
    sweep(
        crash,
        fault -> {
          ProgramBench dying = start();
          Map<ProgramKey, Load> loads = dying.loaded(1, batch(dying));
          dying.unload(2, 2, ProgramBench.of(loads, 2));
          boolean met =
              planned(fault, () -> dying.unload(3, 1, ProgramBench.of(loads, 1), "shared"));
          ProgramBench bench = met ? restart() : dying;
          assertThat(bench.unload(3, 1, ProgramBench.of(loads, 1), "shared"))
              .isEqualTo(new ProgramAnswer.Unloaded(List.of()));
          assertNothingIsLeft(bench);
          return met;
        });
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void withdrawalThatDiesIsFinishedByTheNext(IntFunction<Fault> crash) {
    sweep(
        crash,
        fault -> {
          ProgramBench dying = start();
          dying.loaded(1, batch(dying));
          boolean met = planned(fault, () -> dying.withdraw(1, key(1), key(2)));
          ProgramBench bench = met ? restart() : dying;
          assertThat(bench.withdraw(1, key(1), key(2))).isEmpty();
          assertNothingIsLeft(bench);
          return met;
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void loadOfWhichAnythingFailsLeavesNothing(IntFunction<Fault> failure) {
    sweep(
        failure,
        fault -> {
          ProgramBench bench = start();
          ProgramAnswer[] answer = new ProgramAnswer[1];
          boolean met = planned(fault, () -> answer[0] = bench.load(1, batch(bench)));
          if (met) {
            assertThat(answer[0])
                .isInstanceOfSatisfying(
                    ProgramAnswer.LoadRefused.class,
                    refused -> assertThat(refused.leftovers()).isEmpty());
            assertNothingIsLeft(bench);
          } else {
            assertCommittedWhole(bench);
          }
          assertThat(kernel.openHandles()).isZero();
          return met;
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void unloadOfWhichAnythingFailsIsDoneOrAsItWas(IntFunction<Fault> failure) {
    sweep(
        failure,
        fault -> {
          ProgramBench bench = start();
          Map<ProgramKey, Load> loads = bench.loaded(1, batch(bench));
          Load load = ProgramBench.of(loads, 1);
          ProgramAnswer[] answer = new ProgramAnswer[1];
          boolean met = planned(fault, () -> answer[0] = bench.unload(2, 1, load, "shared"));
          switch (answer[0]) {
            case ProgramAnswer.Unloaded(List<String> leftovers) -> {
              assertThat(bench.survey(1, batch(bench)[0]))
                  .isEqualTo(new ProgramObservation.Uncommitted());
              if (leftovers.isEmpty()) {
                assertThat(bench.names()).noneMatch(name -> name.startsWith("tmp-"));
              }
            }
            case ProgramAnswer.UnloadRefused _ -> {
              assertThat(bench.survey(1, batch(bench)[0]))
                  .isEqualTo(new ProgramObservation.Committed(load));
              assertThat(bench.names()).contains("maps/shared");
            }
            case ProgramAnswer other -> throw new AssertionError("answered " + other);
          }
          assertThat(bench.survey(1, batch(bench)[1]))
              .isInstanceOf(ProgramObservation.Committed.class);
          assertThat(bench.unload(2, 1, load, "shared"))
              .isEqualTo(new ProgramAnswer.Unloaded(List.of()));
          bench.unload(3, 2, ProgramBench.of(loads, 2));
          assertNothingIsLeft(bench);
          return met;
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void withdrawalOfWhichAnythingFailsTellsWhatIsLeft(IntFunction<Fault> failure) {
    sweep(
        failure,
        fault -> {
          ProgramBench bench = start();
          bench.loaded(1, batch(bench));
          List<String> leftovers = new java.util.ArrayList<>();
          boolean met = planned(fault, () -> leftovers.addAll(bench.withdraw(1, key(1), key(2))));
          if (leftovers.isEmpty()) {
            assertNothingIsLeft(bench);
          }
          assertThat(bench.withdraw(1, key(1), key(2))).isEmpty();
          assertNothingIsLeft(bench);
          return met;
        });
  }

  @Test
  void surveyThatCannotReadNeverSaysThatSomethingIsNotThere() {
    sweep(
        place -> Fault.fail(new Fault.Where.Nth(place), Errno.EPERM),
        fault -> {
          ProgramBench bench = start();
          bench.loaded(1, batch(bench));
          ProgramObservation[] seen = new ProgramObservation[1];
          boolean met = planned(fault, () -> seen[0] = bench.survey(1, batch(bench)[0]));
          assertThat(seen[0])
              .isInstanceOf(
                  met ? ProgramObservation.Unreadable.class : ProgramObservation.Committed.class);
          assertThat(kernel.openHandles()).isZero();
          return met;
        });
  }
}
