package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.VerifierRejection;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class ProgramContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends ContractTest {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    @Test
    void programIsAsItWasLoaded() {
      ProgramHandle program = xdpPass();
      ProgramInfo info = kernel().programs().info(program).orThrow();

      assertThat(info.name()).isEqualTo("pass_one");
      assertThat(info.typeNumber()).isEqualTo(ProgramType.XDP.number());
      assertThat(info.gplCompatible()).isTrue();
      assertThat(info.tag()).matches("[0-9a-f]{16}");
      assertThat(kernel().programs().describe(info.id()).orThrow()).isEqualTo(info);
    }

    @Test
    void copiesOfAProgramShareTheTagAndNotTheId() {
      ProgramInfo one = kernel().programs().info(xdpPass()).orThrow();
      ProgramInfo two = kernel().programs().info(xdpPass()).orThrow();

      assertThat(two.tag()).isEqualTo(one.tag());
      assertThat(two.id()).isNotEqualTo(one.id());
      assertThat(two.loadTimeNanos()).isGreaterThan(one.loadTimeNanos());
    }

    @Test
    void onlyTheChosenProgramsAreLoadedAndOnlyTheirMaps() {
      LoadedObject loaded = load("xdp_verdicts", "pass_one", "drop_one");

      assertThat(loaded.programs().keySet()).containsExactly("drop_one", "pass_one");
      assertThat(loaded.maps()).doesNotContainKey("runs");
      assertThat(load("xdp_verdicts", "count_one").maps()).containsKey("runs");
    }

    @Test
    void goodProgramLoadsBesideABrokenSibling() {
      assertThat(load("rejected", "good").programs()).containsOnlyKeys("good");
    }

    @Test
    void refusedProgramCarriesTheWordsOfTheVerifier() {
      Result<LoadedObject> result = tryLoad("rejected", ProgramSelection.of("out_of_bounds"));

      assertRefused(result, Errno.EACCES);
      VerifierRejection rejection = result.problem().flatMap(KernelError::rejection).orElseThrow();
      assertThat(rejection.program()).isEqualTo("out_of_bounds");
      assertThat(rejection.log()).contains("invalid access to packet");
      assertThat(rejection.summary()).contains("invalid access to packet");
      assertThat(rejection.instruction()).isPresent();
    }

    @Test
    void programThatIsNotInTheObjectIsRefusedByName() {
      Result<LoadedObject> result = tryLoad("xdp_verdicts", ProgramSelection.of("absent"));

      assertRefused(result, Errno.ENOENT);
      assertThat(result.problem().orElseThrow().message()).contains("absent").contains("pass_one");
    }

    @Test
    void chosenKindGoesBeforeTheSection() {
      LoadedObject loaded =
          tryLoad("xdp_verdicts", ProgramSelection.of("pass_one", AttachKind.TRACEPOINT)).orThrow();

      assertThat(kernel().programs().info(loaded.program("pass_one")).orThrow().typeNumber())
          .isEqualTo(ProgramType.TRACEPOINT.number());
    }

    @Test
    void testRunAnswersWhatTheProgramReturned() {
      assertThat(run(xdpPass())).isEqualTo(2);
      assertThat(run(xdpDrop())).isEqualTo(1);
      assertThat(run(program("tc_verdicts", "shot_one"))).isEqualTo(2);
    }

    @Test
    void programCountsItsRunsInItsMap() {
      LoadedObject loaded = load("xdp_verdicts", "count_one");
      kernel()
          .programs()
          .testRun(loaded.program("count_one"), new TestRunRequest(new byte[64], 5))
          .orThrow();

      assertThat(
              longOf(kernel().maps().lookup(loaded.map("runs"), bytes(0)).orThrow().orElseThrow()))
          .isEqualTo(5);
    }

    @Test
    void programReadsItsPacket() {
      ProgramHandle program = program("subprograms", "drop_long");

      assertThat(returnOf(program, 64)).isEqualTo(2);
      assertThat(returnOf(program, 200)).isEqualTo(1);
    }

    @Test
    void globalIsSetBeforeTheFirstRun() {
      LoadedObject loaded =
          keep(
              kernel()
                  .objects()
                  .load(withGlobals("xdp_verdicts", "count_one", Map.of("verdict", bytes(3)))));

      assertThat(run(loaded.program("count_one"))).isEqualTo(3);
    }

    @Test
    void globalsOfEverySectionAndSizeAreSet() {
      LoadedObject loaded =
          keep(
              kernel()
                  .objects()
                  .load(
                      withGlobals(
                          "globals",
                          "show_globals",
                          Map.of(
                              "fixed_byte", new byte[] {11},
                              "fixed_long", bytes(44L),
                              "data_int", bytes(66),
                              "zero_long", bytes(99L)))));
      run(loaded.program("show_globals"));

      ByteBuffer seen =
          ByteBuffer.wrap(
                  kernel().maps().lookup(loaded.map("seen"), bytes(0)).orThrow().orElseThrow())
              .order(ByteOrder.nativeOrder());
      assertThat(seen.getLong(0)).as("fixed_byte").isEqualTo(11);
      assertThat(seen.getLong(8)).as("fixed_short, left alone").isEqualTo(2);
      assertThat(seen.getLong(24)).as("fixed_long").isEqualTo(44);
      assertThat(seen.getLong(56)).as("data_int").isEqualTo(66);
      assertThat(seen.getLong(64)).as("data_long, left alone").isEqualTo(7);
      assertThat(seen.getLong(104)).as("zero_long").isEqualTo(99);
    }

    @Test
    void unknownGlobalAndWrongSizeAreRefused() {
      assertRefused(
          kernel()
              .objects()
              .load(withGlobals("xdp_verdicts", "count_one", Map.of("absent", bytes(1)))),
          Errno.ENOENT);
      assertRefused(
          kernel()
              .objects()
              .load(withGlobals("xdp_verdicts", "count_one", Map.of("verdict", bytes(1L)))),
          Errno.EINVAL);
    }

    @Test
    void mapHandedOverIsUsedInPlaceOfTheOwn() {
      LoadedObject writer = load("shared_maps", "writer");
      LoadedObject reader =
          keep(
              kernel()
                  .objects()
                  .load(sharing("shared_maps", "reader", "counters", writer.map("counters"))));

      assertThat(run(reader.program("reader"))).isEqualTo(2);
      run(writer.program("writer"));
      assertThat(run(reader.program("reader"))).isEqualTo(1);
      assertThat(idOf(reader.map("counters"))).isEqualTo(idOf(writer.map("counters")));
    }

    @Test
    void mapOfAnotherShapeCannotBeHandedOver() {
      LoadedObject other = load("shared_maps_other_size", "other_reader");

      assertRefused(
          kernel()
              .objects()
              .load(sharing("shared_maps", "pinned_writer", "pinned", other.map("pinned"))),
          Errno.EINVAL);
    }

    @Test
    void mapPinnedByNameIsMadeOnceAndThenShared() {
      LoadedObject first = keep(kernel().objects().load(pinning("pinned_writer")));
      LoadedObject second = keep(kernel().objects().load(pinning("pinned_writer")));

      assertThat(entries(world().bpffs())).hasSize(1);
      assertThat(idOf(second.map("pinned"))).isEqualTo(idOf(first.map("pinned")));
    }

    @Test
    void mapPinnedByNameStaysPrivateWithoutADirectory() {
      LoadedObject first = load("shared_maps", "pinned_writer");
      LoadedObject second = load("shared_maps", "pinned_writer");

      assertThat(idOf(second.map("pinned"))).isNotEqualTo(idOf(first.map("pinned")));
      assertThat(entries(world().bpffs())).isEmpty();
    }

    @Test
    void boundMapShowsAndLivesWithTheProgram() {
      LoadedObject loaded = load("xdp_verdicts", "pass_one");
      ProgramHandle program = loaded.program("pass_one");
      MapHandle map =
          keep(
              kernel()
                  .maps()
                  .create(
                      new io.bpfledger.kernel.MapSpec(
                          io.bpfledger.kernel.MapType.ARRAY, "marker", 4, 8, 1, 0)));
      MapId id = idOf(map);
      kernel().programs().bindMap(program, map).orThrow();
      kernel().programs().bindMap(program, map).orThrow();
      map.close();

      assertThat(kernel().programs().info(program).orThrow().mapIds()).contains(id);
      assertThat(kernel().maps().describe(id).succeeded()).isTrue();
      loaded.close();
      Eventually.holds(() -> !kernel().maps().describe(id).succeeded());
      assertRefused(kernel().maps().describe(id), Errno.ENOENT);
    }

    @Test
    void programThatNobodyHoldsIsGone() {
      LoadedObject loaded = load("xdp_verdicts", "pass_one");
      ProgramId id = kernel().programs().info(loaded.program("pass_one")).orThrow().id();
      loaded.close();

      Eventually.holds(() -> !kernel().programs().describe(id).succeeded());
      assertRefused(kernel().programs().describe(id), Errno.ENOENT);
      assertRefused(kernel().programs().open(id), Errno.ENOENT);
    }

    @Test
    void enumerationGoesUpwardsAndMeetsOurProgram() {
      ProgramId id = kernel().programs().info(xdpPass()).orThrow().id();

      boolean met = false;
      Optional<ProgramId> before = Optional.empty();
      Optional<ProgramId> next = kernel().programs().next(before).orThrow();
      while (next.isPresent()) {
        if (before.isPresent()) {
          assertThat(next.get()).isGreaterThan(before.get());
        }
        met |= next.get().equals(id);
        before = next;
        next = kernel().programs().next(before).orThrow();
      }
      assertThat(met).isTrue();
    }

    private int run(ProgramHandle program) {
      return returnOf(program, 64);
    }

    private int returnOf(ProgramHandle program, int packetBytes) {
      return kernel()
          .programs()
          .testRun(program, new TestRunRequest(new byte[packetBytes], 1))
          .orThrow()
          .returnValue();
    }

    private MapId idOf(MapHandle map) {
      return kernel().maps().info(map).orThrow().id();
    }

    private Result<LoadedObject> tryLoad(String object, ProgramSelection selection) {
      Result<LoadedObject> result =
          kernel().objects().load(LoadRequest.of(object, object(object), selection));
      result.asOptional().ifPresent(this::keep);
      return result;
    }

    private static LoadRequest withGlobals(
        String object, String program, Map<String, byte[]> globals) {
      return new LoadRequest(
          object,
          object(object),
          List.of(ProgramSelection.of(program)),
          globals,
          Map.of(),
          Optional.empty());
    }

    private static LoadRequest sharing(String object, String program, String map, MapHandle with) {
      return new LoadRequest(
          object,
          object(object),
          List.of(ProgramSelection.of(program)),
          Map.of(),
          Map.of(map, with),
          Optional.empty());
    }

    private LoadRequest pinning(String program) {
      return new LoadRequest(
          "shared_maps",
          object("shared_maps"),
          List.of(ProgramSelection.of(program)),
          Map.of(),
          Map.of(),
          Optional.of(world().bpffs()));
    }
  }
}
