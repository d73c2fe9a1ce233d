package io.bpfledger.kernel.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens between two looks, a sweep shows what a reading of everything shows. */
final class InventorySweepProperties {

  /** What may happen; all that it needs is chosen by the number that goes with it. */
  enum Event {
    LOAD,
    LOAD_BIND_AND_PIN,
    CREATE_MAP,
    ATTACH_AND_PIN,
    CLOSE,
    UNPIN,
    RENAME,
    DETACH,
    REPLACE,
    REMOVE_DEVICE
  }

  record Step(Event event, int choice) {}

  @Property(tries = 200)
  void sweepShowsWhatAReadingShows(@ForAll("steps") List<Step> steps) {
    Stage stage = new Stage();
    Inventory last = stage.read();
    for (Step step : steps) {
      stage.play(step);
      last = stage.sweep(last);
      assertThat(shown(last)).isEqualTo(shown(stage.read()));
      assertThat(last.complete()).isTrue();
    }
  }

  /** Without what a sweep remembers for the next one. */
  private static Inventory shown(Inventory inventory) {
    return new Inventory(
        inventory.bootId(),
        inventory.pins(),
        inventory.namespaces(),
        inventory.links(),
        inventory.programs(),
        inventory.maps(),
        Set.of(),
        inventory.gaps());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(Event.class), Arbitraries.integers().between(0, 9))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  /** A host on which one process does things, with the handles and pins it has. */
  private static final class Stage {

    private static final Path ROOT = Path.of("/run/fs");
    private static final int DEVICES = 3;

    private final SimulatedHost host = SimulatedHost.seeded(7);
    private final SimulatedProcess process = host.startProcess("service");
    private final InventoryReader reader = new InventoryReader(process);
    private final NetworkNamespace namespace = host.outside().addNamespace("blue");
    private final InventoryScope scope = new InventoryScope(List.of(ROOT), List.of(namespace));
    private final List<NetworkInterface> devices = new ArrayList<>();
    private final List<Handle> handles = new ArrayList<>();
    private final List<Path> pins = new ArrayList<>();
    private int names;

    Stage() {
      process.bpffs().mount(ROOT).orThrow();
      for (int number = 0; number < DEVICES; number++) {
        devices.add(host.outside().addInterface(namespace, "veth" + number));
      }
    }

    Inventory read() {
      return reader.read(scope);
    }

    Inventory sweep(Inventory previous) {
      return reader.sweep(scope, previous);
    }

    void play(Step step) {
      switch (step.event()) {
        case LOAD -> load();
        case LOAD_BIND_AND_PIN -> loadBindAndPin();
        case CREATE_MAP -> createMap();
        case ATTACH_AND_PIN ->
            one(devices, step.choice()).ifPresent(device -> attachAndPin(device));
        case CLOSE ->
            one(handles, step.choice())
                .ifPresent(
                    handle -> {
                      handle.close();
                      handles.remove(handle);
                    });
        case UNPIN ->
            one(pins, step.choice())
                .ifPresent(
                    pin -> {
                      host.outside().unlink(pin);
                      pins.remove(pin);
                    });
        case RENAME ->
            one(pins, step.choice())
                .ifPresent(
                    pin -> {
                      Path target = freshPin();
                      process.bpffs().rename(pin, target).orThrow();
                      pins.remove(pin);
                    });
        case DETACH ->
            link(step.choice()).ifPresent(link -> process.links().detach(link).orThrow());
        case REPLACE ->
            link(step.choice())
                .ifPresent(link -> process.links().update(link, load(), Optional.empty()));
        case REMOVE_DEVICE ->
            one(devices, step.choice())
                .ifPresent(
                    device -> {
                      host.outside().removeInterface(device);
                      devices.remove(device);
                    });
      }
    }

    private ProgramHandle load() {
      String name = "program" + names++;
      DeclaredProgram program = DeclaredProgram.in("xdp", name);
      ProgramHandle handle =
          process
              .objects()
              .load(LoadRequest.of(name, DeclaredObject.of(program), ProgramSelection.of(name)))
              .orThrow()
              .program(name);
      handles.add(handle);
      return handle;
    }

    private void loadBindAndPin() {
      ProgramHandle program = load();
      process.programs().bindMap(program, createMap()).orThrow();
      process.bpffs().pin(program, freshPin()).orThrow();
    }

    private MapHandle createMap() {
      MapHandle map =
          process.maps().create(new MapSpec(MapType.ARRAY, "map", 4, 8, 1, 0)).orThrow();
      handles.add(map);
      return map;
    }

    /** A link that is not pinned would be one of somebody else's for the sweep. */
    private void attachAndPin(NetworkInterface device) {
      process
          .links()
          .create(load(), new XdpTarget(device, XdpMode.NATIVE))
          .asOptional()
          .ifPresent(
              link -> {
                handles.add(link);
                process.bpffs().pin(link, freshPin()).orThrow();
              });
    }

    private Path freshPin() {
      Path path = ROOT.resolve("pin" + names++);
      pins.add(path);
      return path;
    }

    /** A link with a pin, so that a sweep follows it. */
    private Optional<LinkHandle> link(int choice) {
      List<LinkHandle> links =
          read().pins().getFirst().pins().stream()
              .filter(pin -> pin.content() instanceof PinContent.OfLink)
              .flatMap(
                  pin ->
                      handles.stream()
                          .filter(LinkHandle.class::isInstance)
                          .map(LinkHandle.class::cast)
                          .filter(
                              link ->
                                  new PinContent.OfLink(process.links().info(link).orThrow().id())
                                      .equals(pin.content())))
              .toList();
      return one(links, choice);
    }

    private static <T> Optional<T> one(List<T> some, int choice) {
      return some.isEmpty()
          ? Optional.empty()
          : Optional.of(some.get(Math.floorMod(choice, some.size())));
    }
  }
}
