package io.bpfledger.kernel.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.chain.Chain;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.ChainMember;
import io.bpfledger.kernel.chain.Chains;
import io.bpfledger.kernel.chain.LoadedChain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The compiled chains run here instruction by instruction, as they do on Linux. */
final class SimulatedChainTest {

  private static final int PASS = 2;
  private static final int DROP = 1;

  private final SimulatedHost host = SimulatedHost.seeded(1);
  private final SimulatedProcess process = host.startProcess("test");
  private final Map<ProgramId, ProgramHandle> programs = new LinkedHashMap<>();
  private Optional<MapHandle> trail = Optional.empty();

  /** Loads a program that leaves its step in the shared trail. */
  private ProgramId step(String program, int step, int verdict) {
    ObjectBytes bytes = TestObjects.compiled("trail");
    LoadRequest request =
        new LoadRequest(
            "trail",
            bytes,
            List.of(ProgramSelection.of(program)),
            Map.of("step", number(step), "verdict", number(verdict)),
            trail.<Map<String, MapHandle>>map(map -> Map.of("trail", map)).orElse(Map.of()),
            Optional.empty());
    var loaded = process.objects().load(request).orThrow();
    if (trail.isEmpty()) {
      trail = Optional.of(loaded.map("trail"));
    }
    ProgramHandle handle = loaded.program(program);
    ProgramId id = process.programs().info(handle).orThrow().id();
    programs.put(id, handle);
    return id;
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private List<Integer> trail() {
    MapHandle map = trail.orElseThrow();
    int length = at(map, 0);
    List<Integer> steps = new ArrayList<>();
    for (int index = 1; index <= length; index++) {
      steps.add(at(map, index));
    }
    return steps;
  }

  private int at(MapHandle map, int index) {
    byte[] value = process.maps().lookup(map, number(index)).orThrow().orElseThrow();
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private int run(ChainKind kind, List<ProgramId> members) {
    Chain chain =
        new Chain(
            kind,
            members.stream()
                .map(program -> new ChainMember(program, kind.defaultProceedOn()))
                .toList());
    try (LoadedChain loaded = new Chains(process).load(chain, programs).orThrow()) {
      return process
          .programs()
          .testRun(loaded.program(), new TestRunRequest(new byte[64], 1))
          .orThrow()
          .returnValue();
    }
  }

  private static String program(ChainKind kind) {
    return kind.word() + "_step";
  }

  @ParameterizedTest
  @EnumSource
  void membersRunInOrder(ChainKind kind) {
    int proceeds = kind == ChainKind.TC ? 3 : PASS;
    List<ProgramId> members =
        List.of(
            step(program(kind), 10, proceeds),
            step(program(kind), 20, proceeds),
            step(program(kind), 30, proceeds));

    assertThat(run(kind, members)).isEqualTo(proceeds);
    assertThat(trail()).containsExactly(10, 20, 30);
  }

  @Test
  void aDropInTheMiddleStopsTheRest() {
    List<ProgramId> members =
        List.of(step("xdp_step", 10, PASS), step("xdp_step", 20, DROP), step("xdp_step", 30, PASS));

    assertThat(run(ChainKind.XDP, members)).isEqualTo(DROP);
    assertThat(trail()).containsExactly(10, 20);
  }

  @Test
  void anEmptyChainIsUndecided() {
    assertThat(run(ChainKind.XDP, List.of())).isEqualTo(PASS);
  }

  @Test
  void thirtyMembersAllRun() {
    List<ProgramId> members = new ArrayList<>();
    for (int step = 1; step <= ChainKind.SLOTS; step++) {
      members.add(step("xdp_step", step, PASS));
    }

    assertThat(run(ChainKind.XDP, members)).isEqualTo(PASS);
    assertThat(trail()).hasSize(ChainKind.SLOTS);
  }
}
