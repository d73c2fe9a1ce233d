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
import io.bpfledger.kernel.simulated.Fault.Where;
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
    faults.add(new Fault(new Where.EveryChange(), new Fault.What.Fail(Errno.EPERM)));

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
        .add(new Fault(new Where.EveryOf(Operation.READ_HOST), new Fault.What.Slow(5_000_000)));
    long before = host.uptimeNanos();

    process.host().bootId().orThrow();

    assertThat(pauses).containsExactly("host 5000000");
    assertThat(host.uptimeNanos() - before).isGreaterThanOrEqualTo(5_000_000);
  }

  @Test
  void aLateAnswerTellsWhatWasDoneBeforeTheWait() {
    List<String> during = new ArrayList<>();
    SimulatedHost[] machine = new SimulatedHost[1];
    SimulatedHost host =
        SimulatedHost.builder(1)
            .pause((_, _, _) -> during.addAll(machine[0].recording().changeLines("bpfledger")))
            .build();
    machine[0] = host;
    SimulatedProcess process = host.startProcess("bpfledger");
    host.faults("bpfledger").add(Fault.answerLate(new Where.NthChange(1), 7_000_000));
    long before = host.uptimeNanos();

    assertThat(process.bpffs().mount(Bench.FS).succeeded()).isTrue();

    assertThat(during).containsExactly("mount:/run/bpfledger/fs:ok");
    assertThat(host.uptimeNanos() - before).isGreaterThanOrEqualTo(7_000_000);
  }

  @Test
  void whoDiesWhileTheAnswerIsLateDoesNotHearIt() {
    SimulatedProcess[] waiting = new SimulatedProcess[1];
    SimulatedHost host = SimulatedHost.builder(1).pause((_, _, _) -> waiting[0].crash()).build();
    SimulatedProcess process = host.startProcess("bpfledger");
    waiting[0] = process;
    host.faults("bpfledger").add(Fault.answerLate(new Where.NthChange(1), 1));

    assertThatThrownBy(() -> process.bpffs().mount(Bench.FS)).isInstanceOf(ProcessDied.class);

    assertThat(host.startProcess("next").bpffs().isMounted(Bench.FS).orThrow()).isTrue();
  }

  @Test
  void theNthOperationOnOneObjectFailsAndThoseOnOthersDoNotCount() {
    MapHandle map = bench.map(MapType.HASH, 1);
    faults.add(
        Fault.fail(new Where.NthOn(Operation.PIN, bench.path("a").toString(), 2), Errno.ENOMEM));

    assertThat(bench.process.bpffs().pin(map, bench.path("a")).succeeded()).isTrue();
    assertThat(bench.process.bpffs().pin(map, bench.path("b")).succeeded()).isTrue();
    assertThat(errno(bench.process.bpffs().pin(map, bench.path("a")))).isEqualTo(Errno.ENOMEM);
    assertThat(errno(bench.process.bpffs().pin(map, bench.path("a")))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void changesAboutOneEntityAreHitBySomeTextOfTheirPaths() {
    MapHandle map = bench.map(MapType.HASH, 1);
    faults.add(Fault.fail(new Where.NthChangeAbout("01ARZ", 2), Errno.EIO));

    assertThat(bench.process.bpffs().makeDirectory(bench.path("01ARZ")).succeeded()).isTrue();
    assertThat(bench.process.bpffs().list(bench.path("01ARZ")).succeeded()).isTrue();
    assertThat(bench.process.bpffs().pin(map, bench.path("other")).succeeded()).isTrue();
    assertThat(errno(bench.process.bpffs().pin(map, bench.path("01ARZ").resolve("map"))))
        .isEqualTo(Errno.EIO);

    faults.clear();
    faults.add(Fault.fail(new Where.EveryChangeAbout("01ARZ"), Errno.EPERM));
    assertThat(errno(bench.process.bpffs().removeDirectory(bench.path("01ARZ"))))
        .isEqualTo(Errno.EPERM);
    assertThat(errno(bench.process.bpffs().removeDirectory(bench.path("01ARZ"))))
        .isEqualTo(Errno.EPERM);
  }

  /** Walks over every change of a small job, as tests of crashes do. */
  @Test
  void aCrashBeforeEachChangeLeavesWhatWasDoneBefore() {
    List<List<String>> left = new ArrayList<>();
    boolean crashed = true;
    for (int number = 1; crashed; number++) {
      Bench each = new Bench();
      each.host.recording().clear();
      FaultPlan plan = each.host.faults("bpfledger");
      plan.add(Fault.crashBefore(new Where.NthChange(number)));
      try {
        MapHandle map = each.map(MapType.HASH, 1);
        each.process.bpffs().pin(map, each.path("a")).orThrow();
        each.process.bpffs().rename(each.path("a"), each.path("b")).orThrow();
      } catch (ProcessDied _) {
        assertThat(each.process.isAlive()).isFalse();
      }
      crashed = plan.hits() > 0;
      left.add(each.host.recording().changeLines("bpfledger"));
    }

    assertThat(left)
        .containsExactly(
            List.of("create-map:map m:crash"),
            List.of("create-map:map m:ok", "pin:/run/bpfledger/fs/a:crash"),
            List.of(
                "create-map:map m:ok",
                "pin:/run/bpfledger/fs/a:ok",
                "rename:/run/bpfledger/fs/a:crash"),
            List.of(
                "create-map:map m:ok",
                "pin:/run/bpfledger/fs/a:ok",
                "rename:/run/bpfledger/fs/a:ok"));
  }

  @Test
  void whatBelongsToAProcessStopsBeforeTheCallThatKilledItEnds() {
    List<String> stopped = new ArrayList<>();
    bench.process.whenDead(() -> stopped.add("at the crash"));
    faults.add(Fault.crashAfter(new Where.NthChange(1)));

    assertThatThrownBy(() -> bench.map(MapType.HASH, 1)).isInstanceOf(ProcessDied.class);
    assertThat(stopped).containsExactly("at the crash");

    bench.process.whenDead(() -> stopped.add("at once"));
    bench.process.crash();
    assertThat(stopped).containsExactly("at the crash", "at once");
  }

  @Test
  void aRebootStopsWhatBelongsToEveryProcess() {
    List<String> stopped = new ArrayList<>();
    bench.process.whenDead(() -> stopped.add("bpfledger"));
    bench.host.startProcess("other").whenDead(() -> stopped.add("other"));

    bench.host.reboot();

    assertThat(stopped).containsExactlyInAnyOrder("bpfledger", "other");
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
    assertThat(new Fault(new Where.NthChange(4), new Fault.What.DoThenFail(Errno.ENOMEM)))
        .hasToString("change 4: is done and fails with ENOMEM");
    assertThat(Fault.slow(new Where.NthOn(Operation.PIN, "/a", 2), 5))
        .hasToString("pin:/a 2: takes 5 ns longer");
    assertThat(Fault.crashBefore(new Where.NthChangeAbout("01ARZ", 1)))
        .hasToString("change 1 about 01ARZ: crash before");
    assertThat(Fault.doThenFail(new Where.EveryChangeAbout("01ARZ"), Errno.EIO))
        .hasToString("every change about 01ARZ: is done and fails with EIO");
    assertThat(Fault.answerLate(new Where.Nth(1), 5))
        .hasToString("operation 1: is done and answers 5 ns later");
  }
}
