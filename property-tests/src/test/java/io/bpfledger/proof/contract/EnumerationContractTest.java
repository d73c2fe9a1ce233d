package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An inventory tells all there is, or says that it does not. */
final class EnumerationContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends ContractTest {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    @Test
    void inventoryHoldsWhatIsOurs() {
      NetworkInterface device = world().addDevice("dev0");
      ProgramHandle program = xdpPass();
      LinkHandle link =
          keep(kernel().links().create(program, new XdpTarget(device, XdpMode.NATIVE)));
      kernel().bpffs().pin(link, path("link")).orThrow();

      Inventory inventory = new InventoryReader(kernel()).read(scope());

      ProgramId id = kernel().programs().info(program).orThrow().id();
      var linkInfo = kernel().links().info(link).orThrow();
      assertThat(inventory.complete()).as("gaps %s", inventory.gaps()).isTrue();
      assertThat(inventory.bootId()).isEqualTo(kernel().host().bootId().orThrow());
      assertThat(inventory.programs().find(id))
          .contains(kernel().programs().info(program).orThrow());
      assertThat(inventory.links().find(linkInfo.id())).contains(linkInfo);
      assertThat(inventory.pins().getFirst().pins())
          .filteredOn(pin -> pin.path().equals(path("link")))
          .singleElement()
          .satisfies(
              pin -> assertThat(pin.content()).isEqualTo(new PinContent.OfLink(linkInfo.id())));
    }

    @Test
    void sweepFindsWhatIsNewAndForgetsWhatIsGone() {
      InventoryReader reader = new InventoryReader(kernel());
      LoadedObject leaving = load("xdp_verdicts", "pass_one");
      ProgramId gone = kernel().programs().info(leaving.program("pass_one")).orThrow().id();
      Inventory before = reader.read(scope());
      leaving.close();
      Eventually.holds(() -> !kernel().programs().describe(gone).succeeded());
      ProgramId added = kernel().programs().info(xdpDrop()).orThrow().id();

      Inventory after = reader.sweep(scope(), before);

      assertThat(before.programs().find(gone)).isPresent();
      assertThat(after.programs().find(gone)).isEmpty();
      assertThat(after.programs().find(added)).isPresent();
      assertThat(after.complete()).as("gaps %s", after.gaps()).isTrue();
    }

    @Test
    void inventoryWithoutDescriptorsIsIncompleteAndSaysWhy() {
      assertThat(world().inventoryWithoutDescriptors())
          .startsWith("incomplete: [")
          .contains("MAPS EMFILE");
    }

    private InventoryScope scope() {
      return new InventoryScope(List.of(world().bpffs()), List.of(world().namespace()));
    }
  }
}
