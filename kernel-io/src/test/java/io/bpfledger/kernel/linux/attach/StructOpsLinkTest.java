package io.bpfledger.kernel.linux.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.StructOpsTarget;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@RealKernel
@NeedsFeature(Feature.STRUCT_OPS_LINK)
final class StructOpsLinkTest {

  private static final Path ALGORITHMS =
      Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");

  private static final String NAME = "ll" + ProcessHandle.current().pid();

  private final LinuxMaps maps = new LinuxMaps();

  @Test
  void structureIsInEffectUntilTheLinkIsClosed() throws IOException {
    try (LoadedObject loaded = load()) {
      MapHandle map = loaded.map("congestion");
      try (LinkHandle link =
          LinkBench.WRITER.create(loaded.program("ssthresh"), new StructOpsTarget(map)).orThrow()) {
        assertThat(Files.readString(ALGORITHMS)).contains(NAME);
        LinkInfo info = LinkBench.READER.info(link).orThrow();
        assertThat(info.program()).isEmpty();
        assertThat(info.details())
            .isEqualTo(new LinkDetails.StructOps(Optional.of(maps.info(map).orThrow().id())));
      }
      assertThat(Files.readString(ALGORITHMS)).doesNotContain(NAME);
    }
  }

  @Test
  void mapOfAnotherTypeIsRefused() {
    try (LoadedObject loaded = load();
        MapHandle map =
            maps.create(new MapSpec(MapType.ARRAY, "other", Integer.BYTES, Integer.BYTES, 1, 0))
                .orThrow()) {
      KernelError error =
          LinkBench.WRITER
              .create(loaded.program("ssthresh"), new StructOpsTarget(map))
              .problem()
              .orElseThrow();

      assertThat(error.errno().name()).isEqualTo("EINVAL");
      assertThat(error.detail()).contains("no struct_ops map made for a link");
    }
  }

  private LoadedObject load() {
    return new LinuxObjects(maps, new LinuxBpffs())
        .load(
            LoadRequest.of(
                "struct_ops_link",
                TestObject.congestionControl("struct_ops_link", NAME),
                ProgramSelection.of("ssthresh"),
                ProgramSelection.of("cong_avoid"),
                ProgramSelection.of("undo_cwnd")))
        .orThrow();
  }
}
