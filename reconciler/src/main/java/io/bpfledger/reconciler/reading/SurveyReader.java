package io.bpfledger.reconciler.reading;

import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.chain.Chains;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.reconciler.survey.Place;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes surveys of one kernel. It keeps nothing between two and may be shared. */
public final class SurveyReader {

  private final Kernel kernel;
  private final Instance instance;
  private final Layout layout;
  private final List<Path> otherPinRoots;
  private final Supplier<Optional<Set<Digest>>> objects;
  private final InventoryReader inventories;
  private final Chains chains;

  /**
   * A reader.
   *
   * @param otherPinRoots where others pin things, to tell who holds what is not ours
   * @param objects what the object store holds; empty if that could not be read
   */
  public SurveyReader(
      Kernel kernel,
      Instance instance,
      Layout layout,
      List<Path> otherPinRoots,
      Supplier<Optional<Set<Digest>>> objects) {
    this.kernel = kernel;
    this.instance = instance;
    this.layout = layout;
    this.otherPinRoots = List.copyOf(otherPinRoots);
    this.objects = objects;
    this.inventories = new InventoryReader(kernel);
    this.chains = new Chains(kernel);
  }

  /** Looks at everything anew. */
  public Survey read(Ledger ledger) {
    InventoryScope scope = scope(ledger);
    return complete(ledger, scope, inventories.read(scope), Optional.empty());
  }

  /** Looks again, but takes from the previous survey what cannot have changed since. */
  public Survey sweep(Ledger ledger, Survey previous) {
    InventoryScope scope = scope(ledger);
    Inventory inventory = inventories.sweep(scope, previous.inventory());
    boolean sameBoot =
        !inventory.bootId().isEmpty() && inventory.bootId().equals(previous.inventory().bootId());
    return complete(ledger, scope, inventory, sameBoot ? Optional.of(previous) : Optional.empty());
  }

  private InventoryScope scope(Ledger ledger) {
    List<Path> roots = new ArrayList<>(List.of(layout.root()));
    roots.addAll(otherPinRoots);
    NavigableSet<String> namespaces = new TreeSet<>(Set.of(NetworkNamespace.OWN.path()));
    hooks(ledger).forEach(hook -> namespaces.add(hook.device().namespace()));
    return new InventoryScope(roots, namespaces.stream().map(NetworkNamespace::new).toList());
  }

  /** The hooks that somebody is on, wants to be on, or was on. */
  private static NavigableSet<HookKey> hooks(Ledger ledger) {
    NavigableSet<HookKey> hooks = new TreeSet<>();
    ledger.dispatchers().stream().map(DispatcherView::key).forEach(hooks::add);
    for (LinkView link : ledger.links()) {
      if (!link.state().ended()) {
        link.link().attachment().hook().ifPresent(hooks::add);
      }
    }
    return hooks;
  }

  private Survey complete(
      Ledger ledger, InventoryScope scope, Inventory inventory, Optional<Survey> previous) {
    SortedMap<HookKey, Reading<HookMembers>> members = new TreeMap<>();
    for (HookKey hook : hooks(ledger)) {
      members(hook, inventory).ifPresent(reading -> members.put(hook, reading));
    }
    return new Survey(
        instance,
        layout,
        scope,
        inventory,
        marks(inventory, previous),
        slots(inventory),
        members,
        objects.get());
  }

  /** A mark is frozen and bound before the first pin, so it is read once for each program. */
  private SortedMap<ProgramId, Reading<Marker>> marks(
      Inventory inventory, Optional<Survey> previous) {
    Set<MapId> candidates = new HashSet<>();
    for (MapInfo map : inventory.maps().infos()) {
      if (Marker.fits(map)) {
        candidates.add(map.id());
      }
    }
    SortedMap<ProgramId, Reading<Marker>> read = new TreeMap<>();
    for (ProgramInfo program : inventory.programs().infos()) {
      if (program.mapIds().stream().anyMatch(candidates::contains)) {
        Optional<Reading<Marker>> known =
            previous
                .map(earlier -> earlier.marks().get(program.id()))
                .filter(reading -> reading instanceof Reading.Seen<Marker>);
        read.put(program.id(), known.orElseGet(() -> Reading.of(Marker.of(kernel, program))));
      }
    }
    return read;
  }

  /** Program arrays are opened by their pins: Linux may keep one that is opened by its number. */
  private SortedMap<MapId, Reading<List<Optional<ProgramId>>>> slots(Inventory inventory) {
    SortedMap<MapId, Reading<List<Optional<ProgramId>>>> read = new TreeMap<>();
    for (PinTree tree : inventory.pins()) {
      for (Pin pin : tree.pins()) {
        if (pin.content() instanceof PinContent.OfMap(MapId id)
            && Place.of(layout, pin.path()) instanceof Place.HookPart) {
          read.put(id, Reading.of(slots(pin.path(), id)));
        }
      }
    }
    return read;
  }

  private Result<Optional<List<Optional<ProgramId>>>> slots(Path pin, MapId expected) {
    return switch (kernel.bpffs().open(pin)) {
      case Result.Failure<Handle>(KernelError error) ->
          error.errno().equals(Errno.ENOENT)
              ? Result.success(Optional.empty())
              : Result.failure(error);
      case Result.Success<Handle>(Handle handle) -> {
        try (handle) {
          // By now something else may be pinned there.
          yield handle instanceof MapHandle map
                  && kernel
                      .maps()
                      .info(map)
                      .asOptional()
                      .map(MapInfo::id)
                      .equals(Optional.of(expected))
              ? chains.slots(map).map(Optional::of)
              : Result.success(Optional.empty());
        }
      }
    };
  }

  /** Empty for hooks that cannot be asked: tc filters are in the inventory. */
  private Optional<Reading<HookMembers>> members(HookKey hook, Inventory inventory) {
    return switch (hook.point()) {
      case XDP -> Optional.of(asked(hook, inventory, Hook.Xdp::new));
      case TCX_INGRESS ->
          Optional.of(asked(hook, inventory, device -> new Hook.Tcx(device, Direction.INGRESS)));
      case TCX_EGRESS ->
          Optional.of(asked(hook, inventory, device -> new Hook.Tcx(device, Direction.EGRESS)));
      case TC_INGRESS, TC_EGRESS -> Optional.empty();
    };
  }

  private Reading<HookMembers> asked(
      HookKey hook, Inventory inventory, Function<NetworkInterface, Hook> question) {
    for (NamespaceInventory namespace : inventory.namespaces()) {
      if (namespace.namespace().path().equals(hook.device().namespace())) {
        for (NetworkInterface device : namespace.interfaces()) {
          if (device.name().equals(hook.device().name())) {
            return Reading.of(kernel.links().query(question.apply(device)).map(Optional::of));
          }
        }
      }
    }
    return new Reading.Nothing<>();
  }
}
