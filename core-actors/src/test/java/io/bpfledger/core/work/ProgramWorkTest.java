package io.bpfledger.core.work;

import static io.bpfledger.core.work.ProgramBench.key;
import static io.bpfledger.core.work.ProgramBench.operation;
import static io.bpfledger.core.work.ProgramBench.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.Load.MapOrigin;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import io.bpfledger.kernel.testing.Eventually;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kernel does with the tasks of programs; the classes below it choose one. */
abstract class ProgramWorkTest {

  static final MapSpec SHARED = new MapSpec(MapType.ARRAY, "shared", 4, 8, 1, 0);
  static final MapSpec WIDER = new MapSpec(MapType.ARRAY, "shared", 4, 16, 1, 0);

  /** {@code r0 = r2; exit}: nothing was ever written into r2. */
  private static final List<Long> UNREADABLE = List.of(0x20bfL, 0x95L);

  @TempDir protected Path folder;

  protected ProgramBench bench;

  abstract ProgramBench open(Path objects);

  @BeforeEach
  void openBench() {
    bench = open(folder.resolve("objects"));
  }

  static ObjectBytes counting(String... programs) {
    DeclaredObject object = DeclaredObject.empty().counter("runs");
    for (String program : programs) {
      object.program(DeclaredProgram.in("xdp", program).returning(2).counting("runs"));
    }
    return object.bytes();
  }

  static ObjectBytes sharing(MapSpec map, String program) {
    return DeclaredObject.empty()
        .map(map)
        .program(DeclaredProgram.in("xdp", program).using(map.name()))
        .bytes();
  }

  static ObjectBytes sharingByName(MapSpec map, String program) {
    return DeclaredObject.empty()
        .mapPinnedByName(map)
        .program(DeclaredProgram.in("xdp", program).using(map.name()))
        .bytes();
  }

  private ProgramInfo info(Load load) {
    return bench.kernel.programs().describe(new ProgramId(load.incarnation().kernelId())).orThrow();
  }

  private static LoadedMap map(Load load, String name) {
    return load.maps().stream().filter(map -> map.name().equals(name)).findFirst().orElseThrow();
  }

  private void assertGone(Load load) {
    Eventually.get(
        "end of program " + load.incarnation().kernelId(),
        () ->
            bench
                .kernel
                .programs()
                .describe(new ProgramId(load.incarnation().kernelId()))
                .problem());
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

  private MapId markOf(ProgramInfo info) {
    return info.mapIds().stream()
        .filter(map -> Marker.fits(bench.kernel.maps().describe(map).orThrow()))
        .findFirst()
        .orElseThrow();
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

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
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
                assertThat(new String(kept.toByteArray(), StandardCharsets.UTF_8)).contains("R2"));
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
            new Incarnation(new BootId("another"), now.kernelId(), now.loadTimeNanos(), now.tag()),
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

  private void pinForeign(Path pin) {
    try (LoadedObject foreign =
        bench
            .kernel
            .objects()
            .load(
                LoadRequest.of(
                    "foreign",
                    DeclaredObject.of(DeclaredProgram.in("xdp", "foreign")),
                    ProgramSelection.of("foreign")))
            .orThrow()) {
      bench.kernel.bpffs().pin(foreign.program("foreign"), pin).orThrow();
    }
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
  void mapsOfAnOwnerAreSharedAndOutliveIt() {
    Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));
    Load user = bench.loadedAlone(2, bench.xdp(2, sharing(SHARED, "user"), "user", key(1), owner));

    assertThat(map(user, "shared").kernelId()).isEqualTo(map(owner, "shared").kernelId());
    assertThat(map(user, "shared").origin()).isEqualTo(MapOrigin.OWNER);

    bench.unload(3, 1, owner);

    assertGone(owner);
    assertThat(bench.survey(2, bench.xdp(2, sharing(SHARED, "user"), "user", key(1), owner)))
        .isEqualTo(new ProgramObservation.Committed(user));
  }

  @Test
  void mapThatTheOwnerHasNotIsTheProgramsOwn() {
    Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));

    Load user = bench.loadedAlone(2, bench.xdp(2, counting("user"), "user", key(1), owner));

    assertThat(map(user, "runs").origin()).isEqualTo(MapOrigin.OWN);
  }

  @Test
  void mapOfAnotherShapeThanTheOwnersIsRefused() {
    Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));

    ProgramAnswer.LoadRefused refused =
        bench.refused(2, bench.xdp(2, sharing(WIDER, "user"), "user", key(1), owner));

    assertThat(refused.failure().message()).contains("shared", "value size");
    assertThat(refused.leftovers()).isEmpty();
    assertThat(bench.names()).noneMatch(name -> name.contains(key(2).toString()));
  }

  @Test
  void ownerThatIsGoneIsNoOwner() {
    Load owner = bench.loadedAlone(1, bench.xdp(1, sharing(SHARED, "owner"), "owner"));
    bench.kernel.bpffs().unlink(Path.of(owner.pin())).orThrow();

    ProgramAnswer.LoadRefused refused =
        bench.refused(2, bench.xdp(2, sharing(SHARED, "user"), "user", key(1), owner));

    assertThat(refused.failure().message()).contains(owner.pin());
    assertThat(bench.names()).noneMatch(name -> name.contains(key(2).toString()));
  }

  @Test
  void mapSharedByNameGoesWithItsLastUser() {
    Load one = bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
    Load two = bench.loadedAlone(2, bench.xdp(2, sharingByName(SHARED, "two"), "two"));
    assertThat(map(two, "shared").kernelId()).isEqualTo(map(one, "shared").kernelId());
    assertThat(map(two, "shared").origin()).isEqualTo(MapOrigin.BY_NAME);
    assertThat(bench.names()).contains("maps/shared");

    bench.unload(3, 1, one);
    assertThat(bench.names()).contains("maps/shared");

    bench.unload(4, 2, two, "shared");
    assertThat(bench.namesOfPrograms()).isEmpty();
  }

  @Test
  void mapSharedByNameStaysWhenTheLedgerDidNotKnowOfAnotherUser() {
    Load one = bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
    Load two = bench.loadedAlone(2, bench.xdp(2, sharingByName(SHARED, "two"), "two"));

    bench.unload(3, 1, one, "shared");

    Load three = bench.loadedAlone(4, bench.xdp(3, sharingByName(SHARED, "three"), "three"));
    assertThat(map(three, "shared").kernelId()).isEqualTo(map(two, "shared").kernelId());
  }

  @Test
  void mapOfAnotherShapeThanTheOneOfItsNameIsRefusedAndThatOneStays() {
    bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));

    ProgramAnswer.LoadRefused refused =
        bench.refused(2, bench.xdp(2, sharingByName(WIDER, "two"), "two"));

    assertThat(refused.failure().message()).contains("value size");
    assertThat(bench.names()).contains("maps/shared");
  }

  @Test
  void loadAndLastUnloadOfOneNameAtTheSameTimeNeverPartTheSharing() {
    Load last = bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
    int lastKey = 1;
    for (int round = 2; round < 22; round++) {
      Load leaving = last;
      int leavingKey = lastKey;
      int number = round;
      CompletableFuture<ProgramAnswer> unload =
          CompletableFuture.supplyAsync(
              () -> bench.unload(1000 + number, leavingKey, leaving, "shared"));
      last = bench.loadedAlone(round, bench.xdp(round, sharingByName(SHARED, "next"), "next"));
      lastKey = round;
      assertThat(unload.join()).isEqualTo(new ProgramAnswer.Unloaded(List.of()));
      int shared = map(last, "shared").kernelId();
      bench.withPin(
          bench.layout.mapsByName().resolve("shared"),
          pin ->
              assertThat(bench.kernel.maps().info((MapHandle) pin).orThrow().id().value())
                  .isEqualTo(shared));
    }
    bench.unload(999, lastKey, last, "shared");
    assertThat(bench.namesOfPrograms()).isEmpty();
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

  @Test
  void withdrawnBatchLeavesAMapThatAnotherUsesByName() {
    bench.loadedAlone(1, bench.xdp(1, sharingByName(SHARED, "one"), "one"));
    Load two = bench.loadedAlone(2, bench.xdp(2, sharingByName(SHARED, "two"), "two"));

    assertThat(bench.withdraw(1, key(1))).isEmpty();

    assertThat(bench.names()).contains("maps/shared");
    assertThat(bench.survey(2, bench.xdp(2, sharingByName(SHARED, "two"), "two")))
        .isEqualTo(new ProgramObservation.Committed(two));
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
