package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Programs for one kind of chain that count their runs: one for each number they answer. */
final class CountingPrograms implements AutoCloseable {

  private static final String RUNS = "runs";

  private record Counting(LoadedObject object, ProgramHandle program, ProgramId id) {}

  private final Kernel kernel;
  private final Map<Integer, Counting> byAnswer = new HashMap<>();

  CountingPrograms(Kernel kernel, ChainKind kind, Collection<Integer> answers) {
    this.kernel = kernel;
    for (int answer : answers) {
      byAnswer.put(answer, load(kernel, kind, answer));
    }
  }

  private static Counting load(Kernel kernel, ChainKind kind, int answer) {
    String name = kind == ChainKind.XDP_FRAGS ? "count_frags" : "count_one";
    String file = kind == ChainKind.TC ? "tc_verdicts" : "xdp_verdicts";
    LoadedObject object =
        kernel
            .objects()
            .load(
                new LoadRequest(
                    file,
                    TestObject.named(file),
                    List.of(ProgramSelection.of(name)),
                    Map.of("verdict", TestObject.littleEndian(answer)),
                    Map.of(),
                    Optional.empty()))
            .orThrow();
    ProgramHandle program = object.program(name);
    return new Counting(object, program, kernel.programs().info(program).orThrow().id());
  }

  /** The program that answers this number. */
  ProgramId answering(int number) {
    return counting(number).id();
  }

  Map<ProgramId, ProgramHandle> handles() {
    Map<ProgramId, ProgramHandle> handles = new HashMap<>();
    byAnswer.values().forEach(counting -> handles.put(counting.id(), counting.program()));
    return handles;
  }

  ProgramHandle handle(int number) {
    return counting(number).program();
  }

  /** How often each has run, by the number it answers. */
  Map<Integer, Long> runs() {
    Map<Integer, Long> runs = new HashMap<>();
    byAnswer.forEach((answer, counting) -> runs.put(answer, runs(counting)));
    return runs;
  }

  private long runs(Counting counting) {
    byte[] count =
        kernel
            .maps()
            .lookup(counting.object().map(RUNS), TestObject.littleEndian(0))
            .orThrow()
            .orElseThrow();
    return ByteBuffer.wrap(count).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private Counting counting(int number) {
    return Objects.requireNonNull(byAnswer.get(number), () -> "no program answers " + number);
  }

  @Override
  public void close() {
    byAnswer.values().forEach(counting -> counting.object().close());
  }
}
