package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads inventories of one kernel. It keeps nothing between readings and may be shared. */
public final class InventoryReader {

  private final Kernel kernel;
  private final ObjectCensus<LinkId, LinkInfo> links;
  private final ObjectCensus<ProgramId, ProgramInfo> programs;
  private final ObjectCensus<MapId, MapInfo> maps;

  public InventoryReader(Kernel kernel) {
    this.kernel = kernel;
    this.links =
        new ObjectCensus<>(
            InventoryPart.LINKS,
            Operation.NEXT_LINK,
            kernel.links()::next,
            kernel.links()::describe);
    this.programs =
        new ObjectCensus<>(
            InventoryPart.PROGRAMS,
            Operation.NEXT_PROGRAM,
            kernel.programs()::next,
            kernel.programs()::describe);
    this.maps =
        new ObjectCensus<>(
            InventoryPart.MAPS, Operation.NEXT_MAP, kernel.maps()::next, kernel.maps()::describe);
  }

  /** Reads all of the scope anew. */
  public Inventory read(InventoryScope scope) {
    List<Gap> gaps = new ArrayList<>();
    return read(scope, bootId(gaps), Optional.empty(), gaps);
  }

  /**
   * Reads the scope again, but takes from the previous inventory what cannot have changed since.
   *
   * <p>A program and a map are what they were, so only new ids are described; run counts are those
   * of the first look. Of a program whose pin is new the info is read again, as maps can be bound
   * to it until it is pinned. A link can change its program or lose its target: links that are
   * pinned in the scope, or once were, are read each time, others are as of the first look. Pins,
   * interfaces and filters are read anew.
   */
  public Inventory sweep(InventoryScope scope, Inventory previous) {
    List<Gap> gaps = new ArrayList<>();
    String bootId = bootId(gaps);
    boolean sameBoot = !bootId.isEmpty() && bootId.equals(previous.bootId());
    return read(scope, bootId, sameBoot ? Optional.of(previous) : Optional.empty(), gaps);
  }

  /** The order is the one that {@link Inventory} promises. */
  private Inventory read(
      InventoryScope scope, String bootId, Optional<Inventory> previous, List<Gap> gaps) {
    List<PinTree> pins =
        scope.pinRoots().stream().map(root -> PinWalk.take(kernel, root, gaps)).toList();
    NetworkSurvey network = new NetworkSurvey(kernel, gaps);
    List<NamespaceInventory> namespaces =
        scope.namespaces().stream().map(network::take).flatMap(Optional::stream).toList();

    Set<LinkId> followed = pinnedLinks(pins);
    previous.ifPresent(earlier -> followed.addAll(earlier.followed()));
    Set<ProgramId> newlyPinned = pinnedPrograms(pins);
    previous.ifPresent(earlier -> newlyPinned.removeAll(pinnedPrograms(earlier.pins())));

    IdTable<LinkId, LinkInfo> foundLinks =
        links.take(
            previous.map(Inventory::links).orElseGet(IdTable::empty), followed::contains, gaps);
    IdTable<ProgramId, ProgramInfo> foundPrograms =
        programs.take(
            previous.map(Inventory::programs).orElseGet(IdTable::empty),
            newlyPinned::contains,
            gaps);
    IdTable<MapId, MapInfo> foundMaps =
        maps.take(previous.map(Inventory::maps).orElseGet(IdTable::empty), _ -> false, gaps);
    if (gaps.stream().noneMatch(gap -> gap.part() == InventoryPart.LINKS)) {
      followed.removeIf(link -> foundLinks.find(link).isEmpty());
    }
    return new Inventory(
        bootId, pins, namespaces, foundLinks, foundPrograms, foundMaps, followed, gaps);
  }

  private String bootId(List<Gap> gaps) {
    return switch (kernel.host().bootId()) {
      case Result.Success<String>(String bootId) -> bootId;
      case Result.Failure<String>(KernelError error) -> {
        gaps.add(new Gap(InventoryPart.HOST, error));
        yield "";
      }
    };
  }

  private static Set<LinkId> pinnedLinks(List<PinTree> trees) {
    Set<LinkId> pinned = new HashSet<>();
    for (PinTree tree : trees) {
      for (Pin pin : tree.pins()) {
        if (pin.content() instanceof PinContent.OfLink(LinkId id)) {
          pinned.add(id);
        }
      }
    }
    return pinned;
  }

  private static Set<ProgramId> pinnedPrograms(List<PinTree> trees) {
    Set<ProgramId> pinned = new HashSet<>();
    for (PinTree tree : trees) {
      for (Pin pin : tree.pins()) {
        if (pin.content() instanceof PinContent.OfProgram(ProgramId id)) {
          pinned.add(id);
        }
      }
    }
    return pinned;
  }
}
