package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.attach.IterTarget;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@RealKernel
final class IterLinkTest {

  private final LinuxMaps maps = new LinuxMaps();

  @Test
  void pinnedIteratorReadsAsAFileOfAllTasks() throws IOException {
    try (BpffsSandbox bpffs = BpffsSandbox.open();
        LoadedObject loaded = load("each_task");
        LinkHandle link = attach(loaded.program("each_task"), Optional.empty())) {
      assertThat(LinkBench.READER.info(link).orThrow().details())
          .isEqualTo(new LinkDetails.Iterator("task", Optional.empty()));

      ByteBuffer records = read(bpffs, link);
      boolean found = false;
      while (records.remaining() >= 2 * Integer.BYTES) {
        found |= records.getInt() == ProcessHandle.current().pid();
        records.getInt();
      }
      assertThat(found).isTrue();
    }
  }

  @Test
  void iteratorOverAMapReadsItsElements() throws IOException {
    try (BpffsSandbox bpffs = BpffsSandbox.open();
        LoadedObject loaded = load("each_element");
        MapHandle map = mapOfSquares();
        LinkHandle link = attach(loaded.program("each_element"), Optional.of(map))) {
      assertThat(LinkBench.READER.info(link).orThrow().details())
          .isEqualTo(
              new LinkDetails.Iterator("bpf_map_elem", Optional.of(maps.info(map).orThrow().id())));

      ByteBuffer records = read(bpffs, link);
      TreeMap<Integer, Integer> elements = new TreeMap<>();
      while (records.remaining() >= 2 * Integer.BYTES) {
        elements.put(records.getInt(), records.getInt());
      }
      assertThat(elements).isEqualTo(new TreeMap<>(Map.of(0, 0, 1, 1, 2, 4, 3, 9)));
    }
  }

  @Test
  void iteratorOverElementsNeedsAMap() {
    try (LoadedObject loaded = load("each_element")) {
      KernelError error =
          LinkBench.WRITER
              .create(loaded.program("each_element"), new IterTarget(Optional.empty()))
              .problem()
              .orElseThrow();

      assertThat(error.errno()).isEqualTo(Errno.EBADF);
      assertThat(error.detail()).contains("needs the map");
    }
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.TRACEPOINT, 0))) {
      assertThat(LinkBench.refusal(program, new IterTarget(Optional.empty())).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  private MapHandle mapOfSquares() {
    MapHandle map =
        maps.create(new MapSpec(MapType.ARRAY, "squares", Integer.BYTES, Integer.BYTES, 4, 0))
            .orThrow();
    for (int key = 0; key < 4; key++) {
      maps.update(map, TestObject.key(key), TestObject.key(key * key), UpdateMode.ANY).orThrow();
    }
    return map;
  }

  private static LinkHandle attach(ProgramHandle program, Optional<MapHandle> map) {
    return LinkBench.WRITER.create(program, new IterTarget(map)).orThrow();
  }

  private static ByteBuffer read(BpffsSandbox bpffs, LinkHandle link) throws IOException {
    Path file = bpffs.path().resolve("iterator");
    new LinuxBpffs().pin(link, file).orThrow();
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
  }

  private LoadedObject load(String program) {
    return new LinuxObjects(maps, new LinuxBpffs())
        .load(TestObject.load("iter", program))
        .orThrow();
  }
}
