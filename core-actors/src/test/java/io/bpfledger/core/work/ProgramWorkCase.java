package io.bpfledger.core.work;

import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import io.bpfledger.kernel.testing.Eventually;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A kernel with our bpffs for each test, and objects to load. */
abstract class ProgramWorkCase {

  static final MapSpec SHARED = new MapSpec(MapType.ARRAY, "shared", 4, 8, 1, 0);
  static final MapSpec WIDER = new MapSpec(MapType.ARRAY, "shared", 4, 16, 1, 0);

  @TempDir protected Path folder;

  private final ProgramPlace place;
  protected ProgramBench bench;

  ProgramWorkCase(Supplier<ProgramPlace> places) {
    place = places.get();
  }

  @BeforeEach
  void openBench() {
    bench = new ProgramBench(place.kernel(), place.root(), folder.resolve("objects"));
  }

  @AfterEach
  void leaveNothingOpen() {
    place.close();
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

  ProgramInfo info(Load load) {
    return bench.kernel.programs().describe(new ProgramId(load.incarnation().kernelId())).orThrow();
  }

  static LoadedMap map(Load load, String name) {
    return load.maps().stream().filter(map -> map.name().equals(name)).findFirst().orElseThrow();
  }

  void assertGone(Load load) {
    Eventually.get(
        "end of program " + load.incarnation().kernelId(),
        () ->
            bench
                .kernel
                .programs()
                .describe(new ProgramId(load.incarnation().kernelId()))
                .problem());
  }

  MapId markOf(ProgramInfo info) {
    return info.mapIds().stream()
        .filter(map -> Marker.fits(bench.kernel.maps().describe(map).orThrow()))
        .findFirst()
        .orElseThrow();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  void pinForeign(Path pin) {
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
}
