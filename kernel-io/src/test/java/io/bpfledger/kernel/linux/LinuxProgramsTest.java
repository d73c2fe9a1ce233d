package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TestRun;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.linux.probe.Instruction;
import io.bpfledger.kernel.linux.probe.ProbeProgram;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@RealKernel
final class LinuxProgramsTest {

  /** XDP_PASS. */
  private static final int PASS = 2;

  private final LinuxPrograms programs = new LinuxPrograms();
  private final LinuxMaps maps = new LinuxMaps();

  @Test
  void infoTellsWhatWasLoaded() {
    try (ProgramHandle program =
        ProgramFixture.returningZero("info_of_me", ProgramType.SCHED_CLS)) {
      ProgramInfo info = programs.info(program).orThrow();

      assertThat(info.typeNumber()).isEqualTo(ProgramType.SCHED_CLS.number());
      assertThat(info.name()).isEqualTo("info_of_me");
      assertThat(info.tag())
          .as("SHA-1 of r0 = 0; exit, or its SHA-256 since Linux 6.18")
          .isIn("a04f5eef06a7f555", "59f4a931744dcdc6");
      assertThat(info.translatedBytes()).isEqualTo(2 * Long.BYTES);
      assertThat(info.jitedBytes()).isPositive();
      assertThat(info.gplCompatible()).isTrue();
      assertThat(info.uid()).isZero();
      assertThat(info.loadTimeNanos()).isPositive();
      assertThat(info.mapIds()).isEmpty();
      assertThat(info.btfId()).isEmpty();
      assertThat(info.runCount()).isPresent();
      assertThat(info.attachObject()).isEmpty();
    }
  }

  @Test
  void programIsFoundByIdAndByEnumeration() {
    try (ProgramHandle program = ProgramFixture.returningZero("find_me", ProgramType.XDP)) {
      ProgramInfo info = programs.info(program).orThrow();

      assertThat(programs.describe(info.id()).orThrow()).isEqualTo(info);
      assertThat(allIds()).contains(info.id());
      try (ProgramHandle again = programs.open(info.id()).orThrow()) {
        assertThat(programs.info(again).orThrow()).isEqualTo(info);
      }
    }
  }

  @Test
  void enumerationAscendsAndEnds() {
    List<ProgramHandle> loaded = new ArrayList<>();
    try {
      for (int count = 0; count < 5; count++) {
        loaded.add(ProgramFixture.returningZero("one_of_five", ProgramType.XDP));
      }
      List<ProgramId> ours =
          loaded.stream().map(program -> programs.info(program).orThrow().id()).toList();

      assertThat(allIds()).isSorted().doesNotHaveDuplicates().containsAll(ours);
      assertThat(programs.next(Optional.of(new ProgramId(Integer.MAX_VALUE - 1))).orThrow())
          .isEmpty();
    } finally {
      loaded.forEach(ProgramHandle::close);
    }
  }

  @Test
  void closedProgramIsGone() {
    ProgramHandle program = ProgramFixture.returningZero("gone", ProgramType.XDP);
    ProgramId id = programs.info(program).orThrow().id();
    program.close();
    // The kernel frees a program a moment after its last reference.
    KernelError error =
        Eventually.get("the end of program " + id, () -> programs.describe(id).problem());

    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.operation()).isEqualTo(Operation.DESCRIBE_PROGRAM);
    assertThat(error.message()).contains("program " + id, "ENOENT (2)", "it is gone");
    assertThat(programs.open(id).problem())
        .hasValueSatisfying(
            refused -> {
              assertThat(refused.errno()).isEqualTo(Errno.ENOENT);
              assertThat(refused.operation()).isEqualTo(Operation.OPEN_PROGRAM);
            });
  }

  @Test
  void boundMapShowsAmongTheMapIdsAndLivesAsLongAsTheProgram() {
    MapSpec spec = new MapSpec(MapType.ARRAY, "marker", 4, 8, 1, 0);
    try (ProgramHandle program = ProgramFixture.returningZero("marked", ProgramType.XDP)) {
      MapId bound;
      try (MapHandle map = maps.create(spec).orThrow()) {
        bound = maps.info(map).orThrow().id();
        assertThat(programs.bindMap(program, map).succeeded()).isTrue();
        assertThat(programs.bindMap(program, map).succeeded()).as("again").isTrue();
      }

      assertThat(programs.info(program).orThrow().mapIds()).containsExactly(bound);
      assertThat(maps.describe(bound).orThrow().name()).isEqualTo("marker");
    }
  }

  @Test
  void allIdsOfMoreMapsThanFitTheFirstAnswerAreRead() {
    MapSpec spec = new MapSpec(MapType.ARRAY, "one_of_many", 4, 4, 1, 0);
    int count = Scratch.MAP_IDS + 6;
    try (ProgramHandle program = ProgramFixture.returningZero("many_maps", ProgramType.XDP)) {
      List<MapId> bound = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        try (MapHandle map = maps.create(spec).orThrow()) {
          bound.add(maps.info(map).orThrow().id());
          programs.bindMap(program, map).orThrow();
        }
      }

      assertThat(programs.info(program).orThrow().mapIds()).containsExactlyElementsOf(bound);
    }
  }

  @Test
  void testRunAnswersVerdictAndPacket() {
    byte[] packet = new byte[64];
    packet[13] = 7;
    try (ProgramHandle program =
        ProgramFixture.load(
            ProbeProgram.of(
                "passes", ProgramType.XDP, Instruction.set(0, PASS), Instruction.EXIT))) {
      TestRun run = programs.testRun(program, new TestRunRequest(packet, 1000)).orThrow();

      assertThat(run.returnValue()).isEqualTo(PASS);
      assertThat(run.data()).isEqualTo(packet);
      assertThat(run.averageNanos()).isBetween(1, 1_000_000);
    }
  }

  @Test
  void testRunOfAPacketWithoutHeaderIsRefused() {
    try (ProgramHandle program = ProgramFixture.returningZero("short_packet", ProgramType.XDP)) {
      assertThat(programs.testRun(program, new TestRunRequest(new byte[13], 1)).problem())
          .hasValueSatisfying(
              error -> {
                assertThat(error.errno()).isEqualTo(Errno.EINVAL);
                assertThat(error.message()).contains("short_packet", "14 bytes");
              });
    }
  }

  @Test
  void testRunOfATypeThatHasNoneIsRefused() {
    try (ProgramHandle program = ProgramFixture.returningZero("no_run", ProgramType.KPROBE)) {
      assertThat(programs.testRun(program, new TestRunRequest(new byte[0], 1)).problem())
          .hasValueSatisfying(
              error -> {
                assertThat(error.errno()).isEqualTo(Errno.ENOTSUPP);
                assertThat(error.detail()).contains("no test-run");
              });
    }
  }

  @Test
  void testRunWithoutPacketRunsOnce() {
    try (ProgramHandle program =
        ProgramFixture.load(
            ProbeProgram.of(
                "no_packet",
                ProgramType.RAW_TRACEPOINT,
                Instruction.set(0, 5),
                Instruction.EXIT))) {
      TestRun run = programs.testRun(program, new TestRunRequest(new byte[0], 1)).orThrow();

      assertThat(run.returnValue()).isEqualTo(5);
      assertThat(run.data()).isEmpty();
    }
  }

  @Test
  void descriptorOfAnotherSortIsNoProgram() {
    MapSpec spec = new MapSpec(MapType.ARRAY, "not_a_program", 4, 4, 1, 0);
    try (MapHandle map = maps.create(spec).orThrow();
        ProgramHandle program = ProgramFixture.returningZero("bound", ProgramType.XDP)) {
      ProgramHandle mistaken = new LinuxProgram(((LinuxMap) map).descriptor());

      assertThat(programs.bindMap(mistaken, map).problem())
          .hasValueSatisfying(error -> assertThat(error.errno()).isEqualTo(Errno.EINVAL));
      assertThat(programs.info(program).orThrow().mapIds()).isEmpty();
    }
  }

  @Test
  void closedHandleIsNotUsedAgain() {
    ProgramHandle program = ProgramFixture.returningZero("closed", ProgramType.XDP);
    program.close();

    assertThat(program.isOpen()).isFalse();
    assertThatThrownBy(() -> programs.info(program)).isInstanceOf(IllegalStateException.class);
  }

  private List<ProgramId> allIds() {
    List<ProgramId> ids = new ArrayList<>();
    Optional<ProgramId> id = programs.next(Optional.empty()).orThrow();
    while (id.isPresent()) {
      ids.add(id.get());
      id = programs.next(id).orThrow();
    }
    return ids;
  }
}
