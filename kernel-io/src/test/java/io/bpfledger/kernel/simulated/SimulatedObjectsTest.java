package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static io.bpfledger.kernel.simulated.Bench.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.VerifierRejection;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimulatedObjectsTest {

  private final Bench bench = new Bench();

  private Result<LoadedObject> load(LoadRequest request) {
    return bench.process.objects().load(request);
  }

  private Result<LoadedObject> load(String object, String program) {
    return load(LoadRequest.of(object, TestObjects.compiled(object), ProgramSelection.of(program)));
  }

  private int run(LoadedObject loaded, String program) {
    return bench
        .process
        .programs()
        .testRun(loaded.program(program), new TestRunRequest(new byte[64], 1))
        .orThrow()
        .returnValue();
  }

  @Test
  void aCompiledProgramIsLoadedWithItsMapsAndCounts() {
    LoadedObject loaded = load("xdp_verdicts", "count_one").orThrow();

    assertThat(run(loaded, "count_one")).isEqualTo(TestObjects.XDP_PASS);

    assertThat(loaded.maps()).containsOnlyKeys(".rodata", "runs");
    byte[] runs =
        bench.process.maps().lookup(loaded.map("runs"), number(0)).orThrow().orElseThrow();
    assertThat(runs).isEqualTo(new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
    ProgramInfo info = bench.process.programs().info(loaded.program("count_one")).orThrow();
    assertThat(info.name()).isEqualTo("count_one");
    assertThat(info.mapIds()).hasSize(2);
    assertThat(info.tag()).isEqualTo("39dbf064de9c528e");
  }

  @Test
  void globalsAreWrittenBeforeTheFirstRunAndConstantsAreFrozen() {
    LoadedObject loaded =
        load(TestObjects.withGlobals(
                "xdp_verdicts",
                TestObjects.compiled("xdp_verdicts"),
                "count_one",
                Map.of("verdict", number(1))))
            .orThrow();

    assertThat(run(loaded, "count_one")).isEqualTo(TestObjects.XDP_DROP);
    assertThat(
            errno(
                bench
                    .process
                    .maps()
                    .update(loaded.map(".rodata"), number(0), number(2), UpdateMode.ANY)))
        .isEqualTo(Errno.EPERM);
    MapInfo info = bench.process.maps().info(loaded.map(".rodata")).orThrow();
    assertThat(info.name()).isEqualTo("xdp_verd.rodata");
    assertThat(info.flags()).isEqualTo(0x480);
  }

  @Test
  void badRequestsAreRefusedAsOnLinuxAndLeaveNothing() {
    ObjectBytes bytes = TestObjects.compiled("xdp_verdicts");

    assertThat(errno(load("xdp_verdicts", "nobody"))).isEqualTo(Errno.ENOENT);
    assertThat(
            errno(
                load(
                    TestObjects.withGlobals(
                        "o", bytes, "count_one", Map.of("nothing", number(1))))))
        .isEqualTo(Errno.ENOENT);
    assertThat(
            errno(
                load(
                    TestObjects.withGlobals(
                        "o", bytes, "count_one", Map.of("verdict", new byte[8])))))
        .isEqualTo(Errno.EINVAL);
    assertThat(
            errno(
                load(
                    LoadRequest.of(
                        "junk", ObjectBytes.copyOf(new byte[100]), ProgramSelection.of("x")))))
        .isEqualTo(Errno.ENOEXEC);
    assertThat(bench.programs()).isEmpty();
    assertThat(bench.maps()).isEmpty();
    assertThat(bench.process.openHandles()).isZero();
  }

  @Test
  void theVerifierRefusesWhatReadsThePacketWithoutAsking() {
    assertThat(load("rejected", "good").succeeded()).isTrue();

    KernelError error = load("rejected", "out_of_bounds").problem().orElseThrow();

    VerifierRejection rejection = error.rejection().orElseThrow();
    assertThat(error.errno()).isEqualTo(Errno.EACCES);
    assertThat(error.object()).isEqualTo("program out_of_bounds of rejected");
    assertThat(rejection.instruction()).contains(1);
    assertThat(rejection.summary())
        .isEqualTo(
            "invalid access to packet, off=13 size=1, R1(id=0,off=13,r=0);"
                + " R1 offset is outside of the packet");
    assertThat(rejection.log()).contains("1: (71) r1 = *(u8 *)(r1 +13)");
  }

  @Test
  void oneRefusedProgramTakesTheWholeLoadBack() {
    ObjectBytes bytes = TestObjects.compiled("rejected");

    Result<LoadedObject> result =
        load(
            LoadRequest.of(
                "rejected",
                bytes,
                ProgramSelection.of("good"),
                ProgramSelection.of("out_of_bounds")));

    assertThat(errno(result)).isEqualTo(Errno.EACCES);
    assertThat(bench.programs()).isEmpty();
    assertThat(bench.process.openHandles()).isZero();
  }

  @Test
  void aDeclaredProgramIsRefusedWithTheLogItWishesFor() {
    DeclaredProgram program =
        DeclaredProgram.in("xdp", "wrong").refusedWith("0: (b7) r0 = 0\nR1 is of no use\n");

    KernelError error =
        load(LoadRequest.of("o", DeclaredObject.of(program), ProgramSelection.of("wrong")))
            .problem()
            .orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.EACCES);
    assertThat(error.rejection().orElseThrow().summary()).isEqualTo("R1 is of no use");
  }

  @Test
  void aSharedMapStandsInForTheObjectsOwn() {
    LoadedObject first = load("trail", "xdp_step").orThrow();
    MapHandle shared = first.map("trail");

    LoadedObject second =
        load(new LoadRequest(
                "trail",
                TestObjects.compiled("trail"),
                List.of(ProgramSelection.of("xdp_step")),
                Map.of("step", number(5)),
                Map.of("trail", shared),
                Optional.empty()))
            .orThrow();
    run(second, "xdp_step");

    byte[] steps = bench.process.maps().lookup(shared, number(0)).orThrow().orElseThrow();
    assertThat(steps).isEqualTo(number(1));
  }

  @Test
  void aSharedMapOfAnotherShapeIsRefused() {
    MapHandle other = bench.map(MapType.HASH, 7);

    Result<LoadedObject> result =
        load(
            new LoadRequest(
                "trail",
                TestObjects.compiled("trail"),
                List.of(ProgramSelection.of("xdp_step")),
                Map.of(),
                Map.of("trail", other),
                Optional.empty()));

    assertThat(errno(result)).isEqualTo(Errno.EINVAL);
    assertThat(bench.programs()).isEmpty();
  }

  private static ObjectBytes pinnedByName(int maxEntries) {
    return DeclaredObject.empty()
        .mapPinnedByName(new MapSpec(MapType.ARRAY, "shared", 4, 8, maxEntries, 0))
        .program(DeclaredProgram.in("xdp", "x").counting("shared"))
        .bytes();
  }

  private LoadRequest pinned(ObjectBytes bytes) {
    return new LoadRequest(
        "o", bytes, List.of(ProgramSelection.of("x")), Map.of(), Map.of(), Optional.of(Bench.FS));
  }

  @Test
  void aMapPinnedByNameIsMadeOnceAndFoundAgain() {
    LoadedObject first = load(pinned(pinnedByName(1))).orThrow();
    LoadedObject second = load(pinned(pinnedByName(1))).orThrow();

    assertThat(bench.process.maps().info(second.map("shared")).orThrow().id())
        .isEqualTo(bench.process.maps().info(first.map("shared")).orThrow().id());
    assertThat(bench.process.bpffs().open(bench.path("shared")).succeeded()).isTrue();
    assertThat(errno(load(pinned(pinnedByName(2))))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aFailedLoadTakesItsPinsBack() {
    ObjectBytes bytes =
        DeclaredObject.empty()
            .mapPinnedByName(new MapSpec(MapType.ARRAY, "shared", 4, 8, 1, 0))
            .program(DeclaredProgram.in("xdp", "x").counting("shared").refusedWith("no\n"))
            .bytes();

    assertThat(errno(load(pinned(bytes)))).isEqualTo(Errno.EACCES);

    assertThat(bench.process.bpffs().list(Bench.FS).orThrow()).isEmpty();
    assertThat(bench.maps()).isEmpty();
  }

  @Test
  void aHardenedKernelRefusesTrampolinesAndNamesTheFeature() {
    Bench hardened = new Bench(SimulatedHost.builder(1).profile(HostProfile.hardened()).build());
    LoadRequest request =
        LoadRequest.of(
            "tracing", TestObjects.compiled("tracing"), ProgramSelection.of("on_fentry"));

    KernelError error = hardened.process.objects().load(request).problem().orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.EPERM);
    assertThat(error.missingFeature()).contains(Feature.TRAMPOLINE);
    assertThat(bench.process.objects().load(request).succeeded()).isTrue();
  }

  @Test
  void aTracingProgramNeedsAFunctionThatThereIs() {
    ObjectBytes bytes = DeclaredObject.of(DeclaredProgram.in("fentry/nothing", "f"));

    assertThat(errno(load(LoadRequest.of("o", bytes, ProgramSelection.of("f")))))
        .isEqualTo(Errno.ESRCH);
    assertThat(
            load(LoadRequest.of(
                    "o", bytes, ProgramSelection.of("f", AttachKind.FENTRY, "do_unlinkat")))
                .succeeded())
        .isTrue();
  }

  @Test
  void whatTheInterpreterCannotRunLoadsAllTheSameAndSaysSoWhenRun() {
    ProgramSelection selection = ProgramSelection.of("p", AttachKind.KPROBE);
    LoadedObject loaded =
        load(LoadRequest.of(
                "o", DeclaredObject.of(DeclaredProgram.in("kprobe/vfs_read", "p")), selection))
            .orThrow();

    Result<?> run =
        bench.process.programs().testRun(loaded.program("p"), new TestRunRequest(new byte[0], 1));

    assertThat(errno(run)).isEqualTo(Errno.ENOTSUPP);
  }
}
