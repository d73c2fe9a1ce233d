package io.bpfledger.core.work;

import static io.bpfledger.core.work.ProgramBench.key;
import static io.bpfledger.core.work.ProgramBench.operation;
import static io.bpfledger.core.work.ProgramBench.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import io.bpfledger.kernel.testing.RealKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Batches are loaded, and looked at afterwards. */
final class ProgramLoadingTest {

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

    /** {@code r0 = r2; exit}: nothing was ever written into r2. */
    private static final List<Long> UNREADABLE = List.of(0x20bfL, 0x95L);

    Cases(Supplier<ProgramPlace> places) {
      super(places);
    }

    @Test
    void loadedProgramIsPinnedWithItsMapsAndNothingElseIs() {
      bench.loaded(1, bench.xdp(1, counting("one"), "one"));

      String directory = "programs/" + operation(1) + "/" + key(1);
      assertThat(bench.names())
          .containsExactlyInAnyOrder(
              "programs/",
              "programs/" + operation(1) + "/",
              directory + "/",
              directory + "/program",
              directory + "/maps/",
              directory + "/maps/runs");
    }

    @Test
    void loadTellsWhatTheKernelHas() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));

      ProgramInfo info = info(load);
      assertThat(load.incarnation())
          .isEqualTo(
              new Incarnation(
                  bench.place.boot(), info.id().value(), info.loadTimeNanos(), info.tag()));
      assertThat(info.name()).isEqualTo("one");
      assertThat(load.license()).isEqualTo("Dual BSD/GPL");
      assertThat(load.gplCompatible()).isTrue();
      assertThat(load.pin()).isEqualTo(bench.directory(1, 1).program().toString());
      assertThat(load.mapDirectory()).isEqualTo(bench.directory(1, 1).maps().toString());
      List<Integer> maps = new ArrayList<>(info.mapIds().stream().map(MapId::value).toList());
      maps.remove((Integer) markOf(info).value());
      assertThat(load.maps()).extracting(LoadedMap::kernelId).hasSameElementsAs(maps);
    }

    @Test
    void loadedProgramBearsOurMarkWhichNobodyCanChange() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));

      assertThat(Marker.of(bench.kernel, info(load)).orThrow())
          .contains(new Marker(ProgramBench.INSTANCE, key(1).ulid()));
      try (MapHandle mark = bench.kernel.maps().open(markOf(info(load))).orThrow()) {
        assertThat(
                bench
                    .kernel
                    .maps()
                    .update(mark, new byte[4], new byte[40], io.bpfledger.kernel.UpdateMode.ANY)
                    .problem())
            .isPresent();
      }
    }

    @Test
    void surveyOfALoadTellsTheSameAsTheLoad() {
      ObjectBytes object =
          DeclaredObject.empty()
              .counter("runs")
              .mapPinnedByName(SHARED)
              .variable("limit", number(3))
              .constant("mask", number(5))
              .program(
                  DeclaredProgram.in("xdp", "one")
                      .returningGlobal("limit")
                      .counting("runs")
                      .using("shared"))
              .bytes();
      ProgramTask.Member member = bench.xdp(1, object, "one");

      Load load = bench.loadedAlone(1, member);

      assertThat(load.maps())
          .extracting(LoadedMap::name)
          .containsExactly(".data", ".rodata", "runs", "shared");
      assertThat(load.maps())
          .extracting(map -> map.pin().isPresent())
          .containsExactly(false, false, true, true);
      assertThat(bench.survey(1, member)).isEqualTo(new ProgramObservation.Committed(load));
    }

    @Test
    void globalsHaveTheValuesOfTheSpecFromTheBeginning() {
      ObjectBytes object =
          DeclaredObject.empty()
              .variable("limit", number(3))
              .program(DeclaredProgram.in("xdp", "one").returningGlobal("limit"))
              .bytes();
      ProgramTask.Member plain = bench.xdp(1, object, "one");
      ProgramTask.Member member =
          new ProgramTask.Member(
              plain.key(),
              with(plain.spec(), Map.of("limit", Bytes.copyOf(number(7)))),
              Optional.empty());

      Load load = bench.loadedAlone(1, member);

      bench.withPin(
          Path.of(load.pin()),
          program ->
              assertThat(
                      bench
                          .kernel
                          .programs()
                          .testRun((ProgramHandle) program, new TestRunRequest(new byte[64], 1))
                          .orThrow()
                          .returnValue())
                  .isEqualTo(7));
    }

    @Test
    void batchIsOneObjectWithADirectoryForEachProgram() {
      ObjectBytes object = counting("one", "two", "three");

      Map<ProgramKey, Load> loads =
          bench.loaded(1, bench.xdp(1, object, "one"), bench.xdp(2, object, "three"));

      assertThat(loads).containsOnlyKeys(key(1), key(2));
      assertThat(loads.values())
          .extracting(load -> map(load, "runs").kernelId())
          .as("they count in one map")
          .hasSize(2)
          .containsOnly(map(loads.values().iterator().next(), "runs").kernelId());
      assertThat(bench.names())
          .contains(
              "programs/" + operation(1) + "/" + key(1) + "/maps/runs",
              "programs/" + operation(1) + "/" + key(2) + "/maps/runs");
    }

    @Test
    void programThatTheVerifierRefusesLeavesNothingAndItsLogIsKept() throws IOException {
      ObjectBytes object =
          DeclaredObject.of(
              DeclaredProgram.in("xdp", "good"),
              DeclaredProgram.in("xdp", "bad").running(UNREADABLE));

      ProgramAnswer.LoadRefused refused =
          bench.refused(1, bench.xdp(1, object, "good"), bench.xdp(2, object, "bad"));

      assertThat(refused.leftovers()).isEmpty();
      assertThat(bench.namesOfPrograms()).isEmpty();
      assertThat(refused.failure()).isInstanceOf(Failure.Refused.class);
      Failure.Refused failure = (Failure.Refused) refused.failure();
      assertThat(failure.errnoName()).isEqualTo("EACCES");
      Digest log = failure.verifierLog().orElseThrow();
      assertThat(bench.store.get(log))
          .isInstanceOfSatisfying(
              StoredObject.Intact.class,
              kept ->
                  assertThat(new String(kept.toByteArray(), StandardCharsets.UTF_8))
                      .contains("R2"));
    }

    @Test
    void objectThatIsNotInTheStoreIsRefusedByItsName() {
      ProgramTask.Member member = bench.xdp(1, counting("one"), "one");
      ProgramTask.Member lost =
          new ProgramTask.Member(
              member.key(),
              new io.bpfledger.journal.value.ProgramSpec(
                  "one",
                  AttachKind.XDP,
                  Optional.empty(),
                  Optional.empty(),
                  new io.bpfledger.journal.value.Bytecode(
                      Digest.over(new byte[] {1}),
                      new io.bpfledger.journal.value.Bytecode.FromFile("/opt/bpf/lost.o")),
                  new java.util.TreeMap<>(),
                  Optional.empty()),
              Optional.empty());

      assertThat(bench.refused(1, lost).failure().message())
          .contains("/opt/bpf/lost.o", "not in the object store");
    }

    @Test
    void markOfAnotherInstallationIsNotOurs() {
      ProgramTask.Member member = bench.xdp(1, counting("one"), "one");
      Workplace other =
          new Workplace(
              bench.kernel,
              bench.layout,
              Instance.parse("01JD3W0000000000000000000Z"),
              bench.place.boot());
      new ProgramWork(other, ObjectSource.of(bench.store), new VerifierLogs(bench.store))
          .carryOut(new ProgramTask.LoadBatch(operation(1), List.of(member)));

      assertThat(bench.survey(1, member)).isInstanceOf(ProgramObservation.Strange.class);
    }

    @Test
    void whatAnEarlierAttemptLeftIsClearedFirst() {
      Path staging = bench.layout.staging(operation(1));
      bench.kernel.bpffs().makeDirectory(staging).orThrow();
      bench.kernel.bpffs().makeDirectory(staging.resolve("old")).orThrow();
      pinForeign(staging.resolve("old").resolve("program"));

      bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));

      assertThat(bench.names()).noneMatch(name -> name.contains("tmp-"));
      assertThat(bench.names()).noneMatch(name -> name.contains("/old"));
    }

    @Test
    void mapWhereAProgramShouldBeIsStrange() {
      Load load = bench.loadedAlone(1, bench.xdp(1, counting("one"), "one"));
      bench.kernel.bpffs().unlink(Path.of(load.pin())).orThrow();
      assertThat(bench.survey(1, bench.xdp(1, counting("one"), "one")))
          .isInstanceOfSatisfying(
              ProgramObservation.Strange.class,
              strange -> assertThat(strange.what()).contains("no program"));
      try (MapHandle map = bench.kernel.maps().create(SHARED).orThrow()) {
        bench.kernel.bpffs().pin(map, Path.of(load.pin())).orThrow();
      }

      assertThat(bench.survey(1, bench.xdp(1, counting("one"), "one")))
          .isInstanceOfSatisfying(
              ProgramObservation.Strange.class,
              strange -> assertThat(strange.what()).contains("a map"));
    }
  }
}
