package io.bpfledger.core.work;

import static io.bpfledger.core.work.ProgramBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Programs are unloaded, batches withdrawn, and what is not ours stays. */
final class ProgramRemovalTest {

  @Nested
  final class OnTheSimulatedKernel extends Cases {
    OnTheSimulatedKernel() {
      super(SimulatedProgramPlace::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Cases {
    OnLinux() {
      super(LinuxProgramPlace::new);
    }
  }

  abstract static class Cases extends ProgramWorkCase {

    Cases(Supplier<ProgramPlace> places) {
      super(places);
    }

    @Test
    void unloadedProgramLeavesNothing() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));

      assertThat(bench.unload(2, 1, load)).isEqualTo(new ProgramAnswer.Unloaded(List.of()));

      assertThat(bench.namesOfPrograms()).isEmpty();
      assertGone(load);
    }

    @Test
    void unloadOfOneOfABatchLeavesTheOther() {
      ObjectBytes object = counting("one", "two");
      Map<ProgramKey, Load> loads =
          bench.loaded(1, bench.xdp(1, object, "one"), bench.xdp(2, object, "two"));

      bench.unload(2, 1, ProgramBench.of(loads, 1));

      assertGone(ProgramBench.of(loads, 1));
      assertThat(bench.survey(1, bench.xdp(2, object, "two")))
          .isEqualTo(new ProgramObservation.Committed(ProgramBench.of(loads, 2)));
      assertThat(bench.names()).noneMatch(name -> name.contains(key(1).toString()));
    }

    @Test
    void unloadOfWhatIsGoneSucceeds() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));
      bench.unload(2, 1, load);

      assertThat(bench.unload(3, 1, load)).isEqualTo(new ProgramAnswer.Unloaded(List.of()));
    }

    @Test
    void unloadOfAProgramWhosePinIsGoneRemovesItsMaps() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));
      bench.kernel.bpffs().unlink(Path.of(load.pin())).orThrow();

      assertThat(bench.unload(2, 1, load)).isEqualTo(new ProgramAnswer.Unloaded(List.of()));

      assertThat(bench.namesOfPrograms()).isEmpty();
    }

    @Test
    void loadOfAnotherBootIsGoneWithoutALook() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));
      Incarnation now = load.incarnation();
      Load before =
          new Load(
              new Incarnation(
                  new BootId("another"), now.kernelId(), now.loadTimeNanos(), now.tag()),
              load.pin(),
              load.mapDirectory(),
              load.maps(),
              load.license(),
              load.gplCompatible());

      assertThat(bench.unload(2, 1, before)).isEqualTo(new ProgramAnswer.Unloaded(List.of()));

      assertThat(bench.survey(1, bench.xdp(1, counting("one"), "one")))
          .isEqualTo(new ProgramObservation.Committed(load));
    }

    @Test
    void foreignProgramAtOurPathIsReportedAndLeft() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));
      bench.kernel.bpffs().unlink(Path.of(load.pin())).orThrow();
      pinForeign(Path.of(load.pin()));

      assertThat(bench.unload(2, 1, load))
          .isInstanceOfSatisfying(
              ProgramAnswer.UnloadRefused.class,
              refused -> assertThat(refused.failure().message()).contains(load.pin()));

      assertThat(bench.names())
          .contains(bench.layout.root().relativize(Path.of(load.pin())).toString());
      assertThat(bench.survey(1, bench.xdp(1, counting("one"), "one")))
          .isInstanceOf(ProgramObservation.Strange.class);
      assertThat(bench.withdraw(1, key(1))).singleElement().asString().contains("not ours");
    }

    @Test
    void foreignMapAmongOursIsReportedAndLeft() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));
      Path foreign = bench.directory(1, 1).map("foreign");
      try (MapHandle map = bench.kernel.maps().create(SHARED).orThrow()) {
        bench.kernel.bpffs().pin(map, foreign).orThrow();
      }

      assertThat(bench.unload(2, 1, load))
          .isInstanceOfSatisfying(
              ProgramAnswer.UnloadRefused.class,
              refused -> assertThat(refused.failure().message()).contains(foreign.toString()));
      assertThat(bench.names())
          .contains(
              bench.layout.root().relativize(Path.of(load.pin())).toString(),
              bench.layout.root().relativize(foreign).toString());
    }

    @Test
    void withdrawnBatchLeavesNothingHoweverOften() {
      ObjectBytes object = sharingByName(SHARED, "one");
      Load load = bench.loadedAlone(1, bench.xdp(1, object, "one"));

      assertThat(bench.withdraw(1, key(1))).isEmpty();
      assertThat(bench.withdraw(1, key(1))).isEmpty();

      assertThat(bench.namesOfPrograms()).isEmpty();
      assertGone(load);
      assertThat(bench.survey(1, bench.xdp(1, object, "one")))
          .isEqualTo(new ProgramObservation.Uncommitted());
    }
  }
}
