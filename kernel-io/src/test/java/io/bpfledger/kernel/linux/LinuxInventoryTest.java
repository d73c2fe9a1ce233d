package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The inventory on the real kernel, where others' objects come and go meanwhile. */
@RealKernel
final class LinuxInventoryTest {

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final InventoryReader reader = new InventoryReader(kernel);
  private final NetworkSandbox network = NetworkSandbox.open();
  private final BpffsSandbox bpffs = BpffsSandbox.open();
  private final InventoryScope scope =
      new InventoryScope(List.of(bpffs.path()), List.of(network.namespace()));

  @AfterEach
  void close() {
    bpffs.close();
    network.close();
    kernel.close();
  }

  @Test
  void showsOursInEveryPart() {
    NetworkInterface device = network.cable("near", "far").near();
    try (ProgramHandle xdp = ProgramFixture.returningZero("inventory_xdp", ProgramType.XDP);
        ProgramHandle tc = ProgramFixture.returningZero("inventory_tc", ProgramType.SCHED_CLS);
        MapHandle map = kernel.maps().create(counters()).orThrow();
        LinkHandle link = kernel.links().create(xdp, target(device)).orThrow()) {
      kernel.trafficControl().addClsact(device).orThrow();
      TcTarget ingress = new TcTarget(device, Direction.INGRESS);
      kernel.trafficControl().addFilter(ingress, new TcFilterSpec(7, 1, "ours"), tc).orThrow();
      Path programPin = bpffs.path().resolve("program");
      kernel.bpffs().pin(xdp, programPin).orThrow();
      kernel.bpffs().pin(link, bpffs.path().resolve("link")).orThrow();
      kernel.bpffs().pin(map, bpffs.path().resolve("map")).orThrow();

      Inventory inventory = reader.read(scope);

      assertThat(inventory.gaps()).isEmpty();
      assertThat(inventory.bootId()).isEqualTo(kernel.host().bootId().orThrow());
      assertThat(inventory.programs().find(id(xdp)))
          .contains(kernel.programs().info(xdp).orThrow());
      assertThat(inventory.maps().find(id(map))).contains(kernel.maps().info(map).orThrow());
      assertThat(inventory.links().find(id(link))).contains(kernel.links().info(link).orThrow());
      PinTree tree = inventory.pins().getFirst();
      assertThat(tree.mounted()).isTrue();
      assertThat(tree.pin(programPin).map(Pin::content))
          .contains(new PinContent.OfProgram(id(xdp)));
      assertThat(tree.pins())
          .extracting(Pin::content)
          .contains(new PinContent.OfLink(id(link)), new PinContent.OfMap(id(map)));
      NamespaceInventory namespace = inventory.namespaces().getFirst();
      assertThat(namespace.interfaces()).extracting(NetworkInterface::name).contains("near", "far");
      assertThat(namespace.qdiscs())
          .anySatisfy(qdisc -> assertThat(qdisc.kind()).isEqualTo("clsact"));
      assertThat(namespace.filters())
          .singleElement()
          .satisfies(filter -> assertThat(filter.program()).contains(id(tc)));
    }
  }

  @Test
  void filesOfTheKernelsOwnHarmNothing() {
    Inventory inventory = reader.read(scope);

    // Kernels with BPF_PRELOAD show maps.debug and progs.debug here, others nothing.
    assertThat(inventory.gaps()).isEmpty();
    assertThat(inventory.pins().getFirst().pins())
        .allSatisfy(pin -> assertThat(pin.content()).isInstanceOf(PinContent.Unopened.class));
  }

  @Test
  void nameThatCannotBeReadIsAGap() {
    Path readable = bpffs.path().resolve("readable");
    kernel.bpffs().makeDirectory(readable).orThrow();
    makeDirectoryThatIsNotUtf8(readable);

    Inventory inventory = reader.read(scope);

    assertThat(inventory.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.part()).isEqualTo(InventoryPart.PINS);
              assertThat(gap.error().errno()).isEqualTo(Errno.EILSEQ);
              assertThat(gap.error().object()).isEqualTo(readable.toString());
            });
  }

  private static void makeDirectoryThatIsNotUtf8(Path parent) {
    byte[] name = (parent + "/x_\0").getBytes(StandardCharsets.ISO_8859_1);
    name[name.length - 2] = (byte) 0xff;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
      assertThat(
              SystemCalls.call(
                  SystemCall.MKDIRAT, OpenFlags.WORKING_DIRECTORY, path.address(), 0700))
          .isZero();
    }
  }

  @Test
  void sweepShowsOursAsTheyAreNow() {
    NetworkInterface device = network.cable("near", "far").near();
    try (ProgramHandle xdp = ProgramFixture.returningZero("sweep_xdp", ProgramType.XDP);
        ProgramHandle other = ProgramFixture.returningZero("sweep_other", ProgramType.XDP);
        LinkHandle link = kernel.links().create(xdp, target(device)).orThrow()) {
      kernel.bpffs().pin(link, bpffs.path().resolve("link")).orThrow();
      Inventory first = reader.read(scope);

      kernel.links().update(link, other, Optional.of(xdp)).orThrow();
      Inventory updated = reader.sweep(scope, first);
      network.delete(device);
      Inventory defunct = reader.sweep(scope, updated);

      assertThat(first.links().find(id(link)).orElseThrow().program()).contains(id(xdp));
      assertThat(updated.links().find(id(link)).orElseThrow().program()).contains(id(other));
      assertThat(defunct.links().find(id(link)).orElseThrow().details())
          .isEqualTo(new LinkDetails.Xdp(0));
      assertThat(defunct.programs().find(id(xdp))).isEqualTo(first.programs().find(id(xdp)));
      assertThat(defunct.gaps()).isEmpty();
    }
  }

  @Test
  void objectsThatComeAndGoMeanwhileLeaveNoGap() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Thread restless =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!enough.get()) {
                    ProgramFixture.returningZero("restless", ProgramType.XDP).close();
                  }
                });
    try {
      Inventory last = reader.read(scope);
      for (int look = 0; look < 200; look++) {
        last = reader.sweep(scope, last);
        assertThat(last.gaps()).isEmpty();
        assertThat(last.programs().ids()).isSorted().doesNotHaveDuplicates();
      }
    } finally {
      enough.set(true);
      restless.join();
    }
  }

  private static XdpTarget target(NetworkInterface device) {
    return new XdpTarget(device, XdpMode.NATIVE);
  }

  private static MapSpec counters() {
    return new MapSpec(MapType.ARRAY, "inventory_map", 4, 8, 1, 0);
  }

  private ProgramId id(ProgramHandle program) {
    return kernel.programs().info(program).orThrow().id();
  }

  private MapId id(MapHandle map) {
    return kernel.maps().info(map).orThrow().id();
  }

  private LinkId id(LinkHandle link) {
    return kernel.links().info(link).orThrow().id();
  }
}
