package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static io.bpfledger.kernel.simulated.Bench.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps what alive, and what is left when a process dies. */
final class SimulatedLifetimeTest {

  private final Bench bench = new Bench();

  private LoadedObject counter() {
    return bench
        .process
        .objects()
        .load(
            LoadRequest.of(
                "counter",
                DeclaredObject.empty()
                    .counter("runs")
                    .program(DeclaredProgram.in("xdp", "count").counting("runs"))
                    .bytes(),
                ProgramSelection.of("count")))
        .orThrow();
  }

  @Test
  void whatIsOnlyOpenVanishesWithTheProcess() {
    counter();

    bench.process.crash();

    assertThat(bench.programs()).isEmpty();
    assertThat(bench.maps()).isEmpty();
  }

  @Test
  void aPinnedMapSurvivesAlone() {
    LoadedObject loaded = counter();
    bench.process.bpffs().pin(loaded.map("runs"), bench.path("runs")).orThrow();

    bench.process.crash();

    assertThat(bench.programs()).isEmpty();
    assertThat(bench.maps()).hasSize(1);
  }

  @Test
  void aPinnedProgramKeepsItsMaps() {
    LoadedObject loaded = counter();
    bench.process.bpffs().pin(loaded.program("count"), bench.path("count")).orThrow();

    bench.process.crash();

    assertThat(bench.programs()).hasSize(1);
    assertThat(bench.maps()).hasSize(1);
  }

  @Test
  void anUnpinnedLinkDetachesWithTheProcess() {
    LoadedObject loaded = counter();
    bench.process.links().create(loaded.program("count"), bench.xdp()).orThrow();
    bench.process.bpffs().pin(loaded.program("count"), bench.path("count")).orThrow();

    bench.process.crash();

    assertThat(bench.links()).isEmpty();
    SimulatedProcess next = bench.host.startProcess("next");
    ProgramHandle program = (ProgramHandle) next.bpffs().open(bench.path("count")).orThrow();
    assertThat(next.links().create(program, bench.xdp()).succeeded()).isTrue();
  }

  @Test
  void aPinnedLinkKeepsItsProgramAttached() {
    LoadedObject loaded = counter();
    LinkHandle link = bench.process.links().create(loaded.program("count"), bench.xdp()).orThrow();
    ProgramId program = bench.id(loaded.program("count"));
    bench.process.bpffs().pin(link, bench.path("link")).orThrow();

    bench.process.crash();

    assertThat(bench.programs()).containsExactly(program);
    assertThat(bench.host.outside().receive(bench.veth, new byte[64]).orThrow().decidedBy())
        .isEqualTo("xdp");
  }

  @Test
  void aTcFilterNeedsNoPin() {
    ProgramHandle program = bench.program("tc", "t");
    ProgramId id = bench.id(program);
    bench.process.trafficControl().addClsact(bench.veth).orThrow();
    bench
        .process
        .trafficControl()
        .addFilter(bench.tc(), new TcFilterSpec(1, 1, "ours"), program)
        .orThrow();

    bench.process.crash();

    assertThat(bench.programs()).containsExactly(id);
    bench.host.outside().deleteFilter(bench.veth, bench.tc().direction(), 1, 1);
    assertThat(bench.programs()).isEmpty();
  }

  @Test
  void aProgramArrayIsEmptiedWithItsLastUserReference() {
    MapHandle array = bench.map(MapType.PROG_ARRAY, 2);
    ProgramHandle member = bench.program("xdp", "member");
    bench.process.maps().setProgram(array, 0, member).orThrow();
    ProgramHandle caller = bench.program("xdp", "caller");
    bench.process.programs().bindMap(caller, array).orThrow();
    MapId arrayId = bench.process.maps().info(array).orThrow().id();
    member.close();
    assertThat(bench.programs()).hasSize(2);

    array.close();

    assertThat(bench.programs()).containsExactly(bench.id(caller));
    assertThat(bench.maps()).containsExactly(arrayId);
    MapHandle again = bench.process.maps().open(arrayId).orThrow();
    assertThat(bench.process.maps().programAt(again, 0).orThrow()).isEmpty();
  }

  @Test
  void aPinnedProgramArrayKeepsItsPrograms() {
    MapHandle array = bench.map(MapType.PROG_ARRAY, 2);
    bench.process.maps().setProgram(array, 1, bench.program("xdp", "member")).orThrow();
    bench.process.bpffs().pin(array, bench.path("members")).orThrow();

    bench.process.crash();

    assertThat(bench.programs()).hasSize(1);
  }

  @Test
  void aBoundMapLivesAsLongAsTheProgramAndShowsThere() {
    ProgramHandle program = bench.program("xdp", "x");
    MapHandle marker = bench.map(MapType.ARRAY, 1);
    MapId id = bench.process.maps().info(marker).orThrow().id();

    bench.process.programs().bindMap(program, marker).orThrow();
    bench.process.programs().bindMap(program, marker).orThrow();
    marker.close();

    assertThat(bench.process.programs().info(program).orThrow().mapIds()).containsExactly(id);
    program.close();
    assertThat(bench.maps()).isEmpty();
  }

  @Test
  void unlinkingTheLastPinLetsGo() {
    ProgramHandle program = bench.program("xdp", "x");
    bench.process.bpffs().pin(program, bench.path("x")).orThrow();
    program.close();
    assertThat(bench.programs()).hasSize(1);

    bench.process.bpffs().unlink(bench.path("x")).orThrow();

    assertThat(bench.programs()).isEmpty();
  }

  @Test
  void unmountingTheBpffsLetsGoOfAllItsPins() {
    ProgramHandle program = bench.program("xdp", "x");
    bench.process.bpffs().makeDirectory(bench.path("d")).orThrow();
    bench.process.bpffs().pin(program, bench.path("d").resolve("x")).orThrow();
    program.close();

    bench.host.outside().unmount(Bench.FS);

    assertThat(bench.programs()).isEmpty();
  }

  @Test
  void idsRiseAndAreNotUsedTwice() {
    ProgramHandle first = bench.program("xdp", "x");
    ProgramId firstId = bench.id(first);
    first.close();

    assertThat(bench.id(bench.program("xdp", "x"))).isGreaterThan(firstId);
    assertThat(errno(bench.process.programs().open(firstId))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void aRebootForgetsEverythingAndStartsIdsAgain() {
    ProgramHandle program = bench.program("xdp", "x");
    ProgramId id = bench.id(program);
    bench.process.bpffs().pin(program, bench.path("x")).orThrow();
    String boot = bench.process.host().bootId().orThrow();

    bench.host.reboot();

    assertThat(bench.process.isAlive()).isFalse();
    SimulatedProcess next = bench.host.startProcess("bpfledger");
    assertThat(next.host().bootId().orThrow()).isNotEqualTo(boot);
    assertThat(next.bpffs().isMounted(Bench.FS).orThrow()).isFalse();
    assertThat(errno(next.network().identify(bench.namespace))).isEqualTo(Errno.ENOENT);
    assertThat(next.programs().next(Optional.empty()).orThrow()).isEmpty();
    ProgramHandle reloaded = TestObjects.load(next, "xdp", "x");
    assertThat(next.programs().info(reloaded).orThrow().id()).isEqualTo(id);
  }

  @Test
  void aDeadProcessDoesNothingMore() {
    ProgramHandle program = bench.program("xdp", "x");

    bench.process.crash();

    assertThatThrownBy(() -> bench.process.programs().info(program))
        .isInstanceOf(ProcessDied.class);
    assertThatThrownBy(() -> bench.process.host().bootId()).isInstanceOf(ProcessDied.class);
    assertThat(program.isOpen()).isFalse();
    program.close();
    assertThat(bench.process.openHandles()).isZero();
  }

  @Test
  void oneProcessDyingLeavesTheHandlesOfOthers() {
    ProgramId id = bench.id(bench.program("xdp", "x"));
    SimulatedProcess other = bench.host.startProcess("other");
    other.programs().open(id).orThrow();

    bench.process.crash();

    assertThat(bench.programs()).containsExactly(id);
    other.crash();
    assertThat(bench.programs()).isEmpty();
  }

  @Test
  void moreHandlesThanAllowedAreRefusedBeforeAnythingIsMade() {
    Bench small =
        new Bench(
            SimulatedHost.builder(1).profile(HostProfile.complete().withHandleLimit(1)).build());
    ProgramHandle only = small.program("xdp", "x");

    assertThat(errno(small.process.programs().open(small.id(only)))).isEqualTo(Errno.EMFILE);
    assertThat(errno(small.process.programs().describe(small.id(only)))).isNotNull();
    assertThat(small.programs()).isEqualTo(List.of(small.id(only)));
  }

  @Test
  void anElementOfAMapSurvivesWithItsPin() {
    MapHandle map = bench.map(MapType.ARRAY, 1);
    bench.process.bpffs().pin(map, bench.path("m")).orThrow();
    bench.process.maps().update(map, number(0), number(42), UpdateMode.ANY).orThrow();

    bench.process.crash();

    SimulatedProcess next = bench.host.startProcess("next");
    MapHandle again = (MapHandle) next.bpffs().open(bench.path("m")).orThrow();
    assertThat(next.maps().lookup(again, number(0)).orThrow().orElseThrow()).isEqualTo(number(42));
  }
}
