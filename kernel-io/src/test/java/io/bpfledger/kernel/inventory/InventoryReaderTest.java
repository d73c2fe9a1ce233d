package io.bpfledger.kernel.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.simulated.Fault;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InventoryReaderTest extends InventoryFixture {

  @Test
  void showsAllProgramsMapsAndLinksOurOwnAndForeign() {
    ProgramHandle ours = load(service, "xdp", "ours");
    ProgramHandle theirs = load(foreign, "xdp", "theirs");
    MapHandle map = service.maps().create(counters()).orThrow();
    LinkHandle link = service.links().create(ours, target()).orThrow();

    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isTrue();
    assertThat(inventory.bootId()).isEqualTo(service.host().bootId().orThrow());
    assertThat(inventory.programs().ids()).isSorted().contains(id(ours), id(foreign, theirs));
    assertThat(inventory.programs().find(id(ours)))
        .hasValueSatisfying(info -> assertThat(info.name()).isEqualTo("ours"));
    assertThat(inventory.maps().ids()).contains(service.maps().info(map).orThrow().id());
    assertThat(inventory.links().find(id(link)))
        .hasValueSatisfying(
            info -> {
              assertThat(info.program()).contains(id(ours));
              assertThat(info.details()).isEqualTo(new LinkDetails.Xdp(device.index()));
            });
  }

  @Test
  void showsWhatEachPinHolds() {
    ProgramHandle program = load(service, "xdp", "pinned");
    MapHandle map = service.maps().create(counters()).orThrow();
    LinkHandle link = service.links().create(program, target()).orThrow();
    Path directory = ROOT.resolve("programs");
    service.bpffs().makeDirectory(directory).orThrow();
    service.bpffs().makeDirectory(directory.resolve("one")).orThrow();
    service.bpffs().pin(program, directory.resolve("one/program")).orThrow();
    service.bpffs().pin(map, directory.resolve("map")).orThrow();
    service.bpffs().pin(link, ROOT.resolve("link")).orThrow();
    service.bpffs().symlink("a note", directory.resolve("note")).orThrow();

    PinTree tree = reader.read(scope).pins().getFirst();

    assertThat(tree.mounted()).isTrue();
    assertThat(tree.directories()).containsExactly(directory, directory.resolve("one"));
    assertThat(tree.symbolicLinks())
        .singleElement()
        .satisfies(note -> assertThat(note.target()).isEqualTo("a note"));
    assertThat(tree.pin(directory.resolve("one/program")))
        .hasValueSatisfying(
            pin -> assertThat(pin.content()).isEqualTo(new PinContent.OfProgram(id(program))));
    assertThat(tree.pin(directory.resolve("map")).map(Pin::content))
        .contains(new PinContent.OfMap(service.maps().info(map).orThrow().id()));
    assertThat(tree.pin(ROOT.resolve("link")).map(Pin::content))
        .contains(new PinContent.OfLink(id(link)));
  }

  @Test
  void filesOfTheKernelsOwnAreShownAndHarmNothing() {
    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isTrue();
    assertThat(inventory.pins().getFirst().pin(ROOT.resolve("maps.debug")))
        .hasValueSatisfying(
            pin -> assertThat(pin.content()).isInstanceOf(PinContent.Unopened.class));
  }

  @Test
  void missingMountIsAFactAndNoGap() {
    service.bpffs().unmount(ROOT).orThrow();
    Path never = Path.of("/run/never");

    Inventory inventory = reader.read(new InventoryScope(List.of(ROOT, never), List.of()));

    assertThat(inventory.complete()).isTrue();
    assertThat(inventory.pins())
        .allSatisfy(
            tree -> {
              assertThat(tree.mounted()).isFalse();
              assertThat(tree.pins()).isEmpty();
            });
  }

  @Test
  void showsInterfacesQdiscsAndFiltersOfItsNamespaces() {
    ProgramHandle program = load(service, "tc", "filter");
    service.trafficControl().addClsact(device).orThrow();
    service
        .trafficControl()
        .addFilter(new TcTarget(device, Direction.EGRESS), new TcFilterSpec(50, 1, "ours"), program)
        .orThrow();

    NamespaceInventory network = reader.read(scope).namespaces().getFirst();

    assertThat(network.namespace()).isEqualTo(blue);
    assertThat(network.interfaces()).contains(device);
    assertThat(network.qdiscs())
        .anySatisfy(qdisc -> assertThat(qdisc.kind()).isEqualTo("clsact"))
        .extracting(Qdisc::interfaceIndex)
        .contains(device.index());
    assertThat(network.filters())
        .singleElement()
        .satisfies(
            filter -> {
              assertThat(filter.program()).contains(id(program));
              assertThat(filter.direction()).isEqualTo(Direction.EGRESS);
              assertThat(filter.priority()).isEqualTo(50);
            });
  }

  @Test
  void missingNamespaceIsAFactAndNoGap() {
    host.outside().removeNamespace(blue);

    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isTrue();
    assertThat(inventory.namespaces()).isEmpty();
  }

  @Test
  void objectThatGoesAwayBetweenItsIdAndItsInfoIsNoGap() {
    load(service, "xdp", "one");
    ProgramHandle other = load(service, "xdp", "other");
    host.faults("service").add(Fault.fail(Operation.DESCRIBE_PROGRAM, 1, Errno.ENOENT));

    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isTrue();
    assertThat(inventory.programs().ids()).containsExactly(id(other));
  }

  @Test
  void objectThatCannotBeReadIsAGap() {
    ProgramHandle one = load(service, "xdp", "one");
    ProgramHandle other = load(service, "xdp", "other");
    host.faults("service").add(Fault.fail(Operation.DESCRIBE_PROGRAM, 1, Errno.ENOMEM));

    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isFalse();
    assertThat(inventory.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.part()).isEqualTo(InventoryPart.PROGRAMS);
              assertThat(gap.error().errno()).isEqualTo(Errno.ENOMEM);
            });
    assertThat(inventory.programs().ids()).containsExactly(id(other)).doesNotContain(id(one));
  }

  @Test
  void enumerationThatBreaksOffIsAGapAndKeepsWhatWasRead() {
    ProgramHandle one = load(service, "xdp", "one");
    load(service, "xdp", "other");
    host.faults("service").add(Fault.fail(Operation.NEXT_PROGRAM, 2, Errno.EPERM));

    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isFalse();
    assertThat(inventory.programs().ids()).containsExactly(id(one));
    assertThat(inventory.gaps()).extracting(Gap::part).containsExactly(InventoryPart.PROGRAMS);
  }

  @Test
  void withoutPermissionEveryPartSaysSoOnceOrAFewTimes() {
    for (int count = 0; count < 100; count++) {
      load(service, "xdp", "many");
    }
    for (Operation operation :
        List.of(
            Operation.LIST_DIRECTORY,
            Operation.IDENTIFY_NAMESPACE,
            Operation.NEXT_LINK,
            Operation.DESCRIBE_PROGRAM,
            Operation.NEXT_MAP,
            Operation.READ_HOST)) {
      host.faults("service").add(Fault.failEvery(operation, Errno.EPERM));
    }

    Inventory inventory = reader.read(scope);

    assertThat(inventory.bootId()).isEmpty();
    assertThat(inventory.gaps())
        .extracting(Gap::part)
        .contains(InventoryPart.values())
        .hasSizeLessThan(30);
    assertThat(inventory.programs().size()).isZero();
  }

  @Test
  void pinThatCannotBeOpenedIsAGapAndStaysListed() {
    ProgramHandle program = load(service, "xdp", "pinned");
    service.bpffs().pin(program, ROOT.resolve("program")).orThrow();
    host.faults("service").add(Fault.failEvery(Operation.OPEN_PIN, Errno.EMFILE));

    Inventory inventory = reader.read(scope);

    assertThat(inventory.complete()).isFalse();
    assertThat(inventory.pins().getFirst().pin(ROOT.resolve("program")))
        .hasValueSatisfying(
            pin -> assertThat(pin.content()).isInstanceOf(PinContent.Unopened.class));
  }

  @Test
  void readingHoldsNothingOpenAndChangesNothing() {
    ProgramHandle program = load(service, "xdp", "pinned");
    service.bpffs().pin(program, ROOT.resolve("program")).orThrow();
    int open = service.openHandles();
    host.recording().clear();

    reader.sweep(scope, reader.read(scope));

    assertThat(service.openHandles()).isEqualTo(open);
    assertThat(host.recording().changes()).isEmpty();
  }
}
