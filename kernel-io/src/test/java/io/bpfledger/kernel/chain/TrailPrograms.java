package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Programs with a trail in common: each leaves its step there and lets the next one run. */
final class TrailPrograms implements AutoCloseable {

  private static final String TRAIL = "trail";

  private final Kernel kernel;
  private final List<LoadedObject> objects = new ArrayList<>();
  private final List<ProgramId> ids = new ArrayList<>();
  private final Map<ProgramId, ProgramHandle> handles = new HashMap<>();

  /** Programs that leave the steps 1 to {@code count}. */
  TrailPrograms(Kernel kernel, ChainKind kind, int count) {
    this.kernel = kernel;
    String name =
        switch (kind) {
          case XDP -> "xdp_step";
          case XDP_FRAGS -> "xdp_frags_step";
          case TC -> "tc_step";
        };
    int verdict =
        switch (kind) {
          case XDP, XDP_FRAGS -> XdpVerdict.PASS.number();
          case TC -> TcVerdict.PIPE.number();
        };
    for (int step = 1; step <= count; step++) {
      Map<String, MapHandle> shared =
          objects.isEmpty() ? Map.of() : Map.of(TRAIL, objects.getFirst().map(TRAIL));
      LoadedObject object =
          kernel
              .objects()
              .load(
                  new LoadRequest(
                      TRAIL,
                      TestObject.named(TRAIL),
                      List.of(ProgramSelection.of(name)),
                      Map.of(
                          "step",
                          TestObject.littleEndian(step),
                          "verdict",
                          TestObject.littleEndian(verdict)),
                      shared,
                      Optional.empty()))
              .orThrow();
      objects.add(object);
      ProgramHandle program = object.program(name);
      ProgramId id = kernel.programs().info(program).orThrow().id();
      ids.add(id);
      handles.put(id, program);
    }
  }

  List<Integer> steps() {
    return IntStream.rangeClosed(1, ids.size()).boxed().toList();
  }

  ProgramId leaving(int step) {
    return ids.get(step - 1);
  }

  Map<ProgramId, ProgramHandle> handles() {
    return handles;
  }

  /** The steps that were left, in order. */
  List<Integer> trail() {
    return IntStream.rangeClosed(1, at(0)).map(this::at).boxed().toList();
  }

  private int at(int place) {
    byte[] value =
        kernel
            .maps()
            .lookup(objects.getFirst().map(TRAIL), TestObject.littleEndian(place))
            .orThrow()
            .orElseThrow();
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  @Override
  public void close() {
    objects.reversed().forEach(LoadedObject::close);
  }
}
