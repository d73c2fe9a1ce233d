package io.bpfledger.reconciler.testing;

import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.inventory.Gap;
import io.bpfledger.kernel.inventory.IdTable;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A survey that is put together by hand. At first it shows an empty mount and one interface. */
public final class Sight {

  public static final Layout LAYOUT = new Layout(Path.of("/run/bpfledger/fs"));

  private final SortedMap<ProgramId, ProgramInfo> programs = new TreeMap<>();
  private final SortedMap<LinkId, LinkInfo> links = new TreeMap<>();
  private final SortedMap<MapId, MapInfo> maps = new TreeMap<>();
  private final SortedMap<Path, PinContent> pins = new TreeMap<>();
  private final Set<Path> directories = new TreeSet<>();
  private final List<NetworkInterface> interfaces = new ArrayList<>();
  private final List<Qdisc> qdiscs = new ArrayList<>();
  private final List<TcFilter> filters = new ArrayList<>();
  private final SortedMap<ProgramId, Reading<Marker>> marks = new TreeMap<>();
  private final SortedMap<MapId, Reading<List<Optional<ProgramId>>>> slots = new TreeMap<>();
  private final SortedMap<HookKey, Reading<HookMembers>> hooks = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private Optional<Set<Digest>> objects = Optional.of(Set.of(Samples.DIGEST));
  private String boot = Samples.BOOT.text();
  private boolean mounted = true;

  public Sight device(String name, int index) {
    interfaces.add(new NetworkInterface(NetworkNamespace.OWN, index, name));
    return this;
  }

  /** A program that bears no mark. */
  public Sight program(int id) {
    return program(id, "other", "0123456789abcdef");
  }

  public Sight program(int id, String name, String tag) {
    programs.put(
        new ProgramId(id),
        new ProgramInfo(
            new ProgramId(id),
            ProgramType.XDP.number(),
            tag,
            name,
            id * 1_000L,
            0,
            List.of(),
            true,
            64,
            64,
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty()));
    return this;
  }

  /** A program with our mark. */
  public Sight marked(int id, Ulid entity) {
    program(id);
    marks.put(new ProgramId(id), new Reading.Seen<>(new Marker(Samples.INSTANCE, entity)));
    return this;
  }

  public Sight mark(int id, Reading<Marker> mark) {
    marks.put(new ProgramId(id), mark);
    return this;
  }

  public Sight link(int id, int program, LinkDetails details) {
    links.put(
        new LinkId(id),
        new LinkInfo(new LinkId(id), 7, Optional.of(new ProgramId(program)), details));
    return this;
  }

  public Sight map(int id, String name) {
    maps.put(
        new MapId(id),
        new MapInfo(
            new MapId(id),
            2,
            4,
            8,
            1,
            0,
            name,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty()));
    return this;
  }

  public Sight pinProgram(Path path, int program) {
    return pin(path, new PinContent.OfProgram(new ProgramId(program)));
  }

  public Sight pinMap(Path path, int map) {
    return pin(path, new PinContent.OfMap(new MapId(map)));
  }

  public Sight pinLink(Path path, int link) {
    return pin(path, new PinContent.OfLink(new LinkId(link)));
  }

  public Sight pin(Path path, PinContent content) {
    pins.put(path, content);
    for (Path at = path.getParent();
        at != null && !at.equals(LAYOUT.root()) && at.startsWith(LAYOUT.root());
        at = at.getParent()) {
      directories.add(at);
    }
    return this;
  }

  public Sight unpin(Path path) {
    pins.remove(path);
    return this;
  }

  public Sight directory(Path path) {
    directories.add(path);
    return this;
  }

  public Sight slots(int map, List<Optional<ProgramId>> programs) {
    slots.put(new MapId(map), new Reading.Seen<>(programs));
    return this;
  }

  public Sight hook(HookKey hook, HookMembers.Member... members) {
    hooks.put(hook, new Reading.Seen<>(new HookMembers(1, List.of(members))));
    return this;
  }

  public Sight filter(TcFilter filter) {
    filters.add(filter);
    return this;
  }

  public Sight qdisc(Qdisc qdisc) {
    qdiscs.add(qdisc);
    return this;
  }

  public Sight gap(InventoryPart part) {
    Operation operation =
        switch (part) {
          case HOST -> Operation.READ_HOST;
          case PINS -> Operation.LIST_DIRECTORY;
          case NETWORK -> Operation.IDENTIFY_NAMESPACE;
          case LINKS -> Operation.NEXT_LINK;
          case PROGRAMS -> Operation.NEXT_PROGRAM;
          case MAPS -> Operation.NEXT_MAP;
        };
    if (part == InventoryPart.HOST) {
      boot = "";
    }
    gaps.add(new Gap(part, KernelError.of(operation, part + " of the test", Errno.EPERM)));
    return this;
  }

  public Sight boot(String newBoot) {
    boot = newBoot;
    return this;
  }

  public Sight unmounted() {
    mounted = false;
    return this;
  }

  public Sight objects(Set<Digest> stored) {
    objects = Optional.of(stored);
    return this;
  }

  /** All of this, and of another what is not at the same place or of the same number. */
  public Sight with(Sight other) {
    Sight both = new Sight();
    for (Sight one : List.of(other, this)) {
      both.programs.putAll(one.programs);
      both.links.putAll(one.links);
      both.maps.putAll(one.maps);
      both.pins.putAll(one.pins);
      both.directories.addAll(one.directories);
      both.interfaces.addAll(one.interfaces);
      both.qdiscs.addAll(one.qdiscs);
      both.filters.addAll(one.filters);
      both.marks.putAll(one.marks);
      both.slots.putAll(one.slots);
      both.hooks.putAll(one.hooks);
      both.gaps.addAll(one.gaps);
    }
    both.objects = objects;
    both.boot = boot;
    both.mounted = mounted;
    return both;
  }

  public Sight withoutGaps() {
    Sight all = new Sight().with(this);
    all.gaps.clear();
    return all;
  }

  public Survey survey() {
    List<Pin> allPins = new ArrayList<>();
    pins.forEach((path, content) -> allPins.add(new Pin(path, content)));
    PinTree tree =
        new PinTree(LAYOUT.root(), mounted, List.copyOf(directories), List.of(), allPins);
    NamespaceInventory own =
        new NamespaceInventory(
            NetworkNamespace.OWN,
            new NamespaceIdentity(
                Samples.IDENTITY.namespaceDevice(), Samples.IDENTITY.namespaceInode()),
            interfaces,
            qdiscs,
            filters);
    boolean networkUnread = gaps.stream().anyMatch(gap -> gap.part() == InventoryPart.NETWORK);
    return new Survey(
        Samples.INSTANCE,
        LAYOUT,
        new InventoryScope(List.of(LAYOUT.root()), List.of(NetworkNamespace.OWN)),
        new Inventory(
            boot,
            List.of(tree),
            networkUnread ? List.of() : List.of(own),
            IdTable.of(links),
            IdTable.of(programs),
            IdTable.of(maps),
            Set.copyOf(links.keySet()),
            gaps),
        marks,
        slots,
        hooks,
        objects);
  }
}
