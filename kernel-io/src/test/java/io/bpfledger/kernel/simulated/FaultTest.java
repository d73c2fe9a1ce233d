package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FaultTest {

  private final Bench bench = new Bench();
  private final FaultPlan faults = bench.host.faults("bpfledger");

  @Test
  void theNthOperationOfASortFailsAndTheOthersDoNot() {
    MapHandle map = bench.map(MapType.HASH, 1);
    faults.add(Fault.fail(Operation.PIN, 2, Errno.ENOMEM));

    assertThat(bench.process.bpffs().pin(map, bench.path("a")).succeeded()).isTrue();
    assertThat(errno(bench.process.bpffs().pin(map, bench.path("b")))).isEqualTo(Errno.ENOMEM);
    assertThat(bench.process.bpffs().pin(map, bench.path("b")).succeeded()).isTrue();
    assertThat(faults.hits()).isEqualTo(1);
  }

  @Test
  void theNamedOperationFailsEachTime() {
    ProgramHandle program = bench.program("xdp", "x");
    faults.add(Fault.fail(Operation.CREATE_LINK, "xdp on veth0", Errno.EIO));

    assertThat(errno(bench.process.links().create(program, bench.xdp()))).isEqualTo(Errno.EIO);
    assertThat(errno(bench.process.links().create(program, bench.xdp()))).isEqualTo(Errno.EIO);
    faults.clear();
    assertThat(bench.process.links().create(program, bench.xdp()).succeeded()).isTrue();
  }

  @Test
  void everyChangeMayFailWhileReadingGoesOn() {
    MapHandle map = bench.map(MapType.HASH, 1);
    faults.add(new Fault(new Fault.Where.EveryChange(), new Fault.What.Fail(Errno.EPERM)));

    assertThat(errno(bench.process.maps().freeze(map))).isEqualTo(Errno.EPERM);
    assertThat(bench.process.maps().info(map).succeeded()).isTrue();
  }

  @Test
  void anEnumerationBreaksOffHalfWay() {
    for (int count = 0; count < 3; count++) {
      bench.program("xdp", "x" + count);
    }
    faults.add(Fault.fail(Operation.NEXT_PROGRAM, 3, Errno.EPERM));
    List<ProgramId> seen = new ArrayList<>();

    Optional<ProgramId> at = Optional.empty();
    Optional<Errno> broken = Optional.empty();
    while (broken.isEmpty()) {
      var next = bench.process.programs().next(at);
      broken = next.problem().map(error -> error.errno());
      at = next.asOptional().flatMap(id -> id);
      at.ifPresent(seen::add);
    }

    assertThat(broken).contains(Errno.EPERM);
    assertThat(seen).hasSize(2);
  }

  @Test
  void doneAndThenFailedLeavesTheEffect() {
    MapHandle map = bench.map(MapType.HASH, 1);
    faults.add(Fault.doThenFail(Operation.PIN, 1, Errno.EIO));

    assertThat(errno(bench.process.bpffs().pin(map, bench.path("a")))).isEqualTo(Errno.EIO);

    assertThat(bench.process.bpffs().open(bench.path("a")).succeeded()).isTrue();
  }

  @Test
  void aHandleThatNobodyGotKeepsNothingAlive() {
    faults.add(Fault.doThenFail(Operation.CREATE_MAP, 1, Errno.EINTR));

    assertThat(errno(bench.process.maps().create(new MapSpec(MapType.HASH, "m", 4, 4, 1, 0))))
        .isEqualTo(Errno.EINTR);

    assertThat(bench.maps()).isEmpty();
    assertThat(bench.process.openHandles()).isZero();
  }

  @Test
  void aRealRefusalIsToldEvenIfTheOperationShouldFailAfterwards() {
    faults.add(Fault.doThenFail(Operation.OPEN_PIN, 1, Errno.EIO));

    assertThat(errno(bench.process.bpffs().open(bench.path("nothing")))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void aCrashBeforeChangesNothingAndACrashAfterChangesAll() {
    MapHandle map = bench.map(MapType.HASH, 1);
    bench.process.bpffs().pin(map, bench.path("kept")).orThrow();
    faults.add(Fault.crashBefore(Operation.RENAME, 1));
    assertThatThrownBy(() -> bench.process.bpffs().rename(bench.path("kept"), bench.path("moved")))
        .isInstanceOf(ProcessDied.class);
    assertThat(bench.process.isAlive()).isFalse();

    SimulatedProcess restarted = bench.host.startProcess("bpfledger");
    faults.clear();
    faults.add(Fault.crashAfter(Operation.RENAME, 1));
    assertThatThrownBy(() -> restarted.bpffs().rename(bench.path("kept"), bench.path("moved")))
        .isInstanceOf(ProcessDied.class);

    SimulatedProcess last = bench.host.startProcess("last");
    assertThat(last.bpffs().open(bench.path("moved")).succeeded()).isTrue();
    assertThat(bench.host.recording().lines())
        .containsSubsequence(
            "rename:/run/bpfledger/fs/kept:crash", "rename:/run/bpfledger/fs/kept:crash");
  }

  @Test
  void aSlowOperationMovesTheClockAndCallsThePause() {
    List<String> pauses = new ArrayList<>();
    SimulatedHost host =
        SimulatedHost.builder(1)
            .pause((operation, object, nanos) -> pauses.add(operation.word() + " " + nanos))
            .build();
    SimulatedProcess process = host.startProcess("slow");
    host.faults("slow")
        .add(
            new Fault(
                new Fault.Where.EveryOf(Operation.READ_HOST), new Fault.What.Slow(5_000_000)));
    long before = host.uptimeNanos();

    process.host().bootId().orThrow();

    assertThat(pauses).containsExactly("host 5000000");
    assertThat(host.uptimeNanos() - before).isGreaterThanOrEqualTo(5_000_000);
  }

  @Test
  void faultsWaitForOneProcessOnly() {
    faults.add(Fault.failEvery(Operation.READ_HOST, Errno.EPERM));

    assertThat(bench.host.startProcess("other").host().bootId().succeeded()).isTrue();
    assertThat(errno(bench.process.host().bootId())).isEqualTo(Errno.EPERM);
  }

  @Test
  void faultsCanBePrinted() {
    assertThat(Fault.crashAfter(Operation.CREATE_LINK, 3)).hasToString("attach 3: crash after");
    assertThat(Fault.failEvery(Operation.PIN, Errno.EIO)).hasToString("every pin: fails with EIO");
    assertThat(new Fault(new Fault.Where.NthChange(4), new Fault.What.DoThenFail(Errno.ENOMEM)))
        .hasToString("change 4: is done and fails with ENOMEM");
  }
}
