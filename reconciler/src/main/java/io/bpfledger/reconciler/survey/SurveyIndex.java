package io.bpfledger.reconciler.survey;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A survey, with the ways to find things in it. */
public final class SurveyIndex {

  private final Survey survey;
  private final Optional<BootId> boot;
  private final Set<InventoryPart> unknown = EnumSet.noneOf(InventoryPart.class);
  private final boolean mounted;
  private final List<Path> directories = new ArrayList<>();
  private final Map<String, Pin> pins = new TreeMap<>();
  private final Map<ProgramId, List<Pin>> pinsOfProgram = new HashMap<>();
  private final Map<LinkId, List<Pin>> pinsOfLink = new HashMap<>();
  private final Map<ProgramKey, List<Pin>> places = new TreeMap<>();
  private final Map<String, List<Pin>> hookPins = new TreeMap<>();
  private final Map<Ulid, List<ProgramId>> marked = new TreeMap<>();
  private final Map<ProgramId, List<LinkInfo>> linksOfProgram = new HashMap<>();
  private final Map<String, NamespaceInventory> namespaces = new HashMap<>();

  public SurveyIndex(Survey survey) {
    this.survey = survey;
    this.boot = survey.boot();
    survey.inventory().gaps().forEach(gap -> unknown.add(gap.part()));
    boolean rootMounted = false;
    for (PinTree tree : survey.inventory().pins()) {
      if (tree.root().equals(survey.layout().root())) {
        rootMounted = tree.mounted();
        directories.addAll(tree.directories());
        tree.pins().forEach(this::add);
      }
    }
    mounted = rootMounted;
    survey
        .marks()
        .forEach(
            (program, reading) ->
                reading
                    .asOptional()
                    .filter(mark -> mark.instance().equals(survey.instance()))
                    .ifPresent(mark -> add(marked, mark.entity(), program)));
    for (LinkInfo link : survey.inventory().links().infos()) {
      link.program().ifPresent(program -> add(linksOfProgram, program, link));
    }
    for (NamespaceInventory namespace : survey.inventory().namespaces()) {
      namespaces.put(namespace.namespace().path(), namespace);
    }
  }

  private void add(Pin pin) {
    pins.put(pin.path().toString(), pin);
    switch (pin.content()) {
      case PinContent.OfProgram(ProgramId id) -> add(pinsOfProgram, id, pin);
      case PinContent.OfLink(LinkId id) -> add(pinsOfLink, id, pin);
      case PinContent.OfMap _, PinContent.Unopened _ -> {
        // Found by its path only.
      }
    }
    switch (Place.of(survey.layout(), pin.path())) {
      case Place.ProgramPin(_, ProgramKey program) -> add(places, program, pin);
      case Place.HookPart(String hook, _) -> add(hookPins, hook, pin);
      case Place.ProgramMap _,
          Place.Frame _,
          Place.SharedMap _,
          Place.LinkPin _,
          Place.Staged _,
          Place.Unknown _ -> {
        // Found by its path only.
      }
    }
  }

  private static <K, V> void add(Map<K, List<V>> lists, K key, V value) {
    lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
  }

  public Survey survey() {
    return survey;
  }

  public Optional<BootId> boot() {
    return boot;
  }

  /** Whether all of a part was read. */
  public boolean knows(InventoryPart part) {
    return !unknown.contains(part);
  }

  /** Whether a bpffs is mounted where ours should be. */
  public boolean mounted() {
    return mounted;
  }

  /** The directories of our file system. */
  public List<Path> directories() {
    return Collections.unmodifiableList(directories);
  }

  /** What is pinned in our file system, by path. */
  public Map<String, Pin> pins() {
    return Collections.unmodifiableMap(pins);
  }

  public Optional<Pin> pin(String path) {
    return Optional.ofNullable(pins.get(path));
  }

  /** Where in our file system a program is pinned. */
  public List<Pin> pinsOf(ProgramId program) {
    return pinsOfProgram.getOrDefault(program, List.of());
  }

  /** Where in our file system a link is pinned. */
  public List<Pin> pinsOf(LinkId link) {
    return pinsOfLink.getOrDefault(link, List.of());
  }

  /** What is pinned where only a program of the ledger should be, by any operation. */
  public List<Pin> places(ProgramKey program) {
    return places.getOrDefault(program, List.of());
  }

  /** The programs at whose place something is pinned. */
  public Set<ProgramKey> programsWithPlaces() {
    return Collections.unmodifiableSet(places.keySet());
  }

  /** What is pinned below the directory of a hook, by the name of that directory. */
  public List<Pin> hookPins(String directory) {
    return hookPins.getOrDefault(directory, List.of());
  }

  public Set<String> hooksWithPins() {
    return Collections.unmodifiableSet(hookPins.keySet());
  }

  /** The programs that bear our mark of an entity. */
  public List<ProgramId> marked(Ulid entity) {
    return marked.getOrDefault(entity, List.of());
  }

  /** The entities of which a program bears our mark. */
  public Set<Ulid> entitiesWithMarks() {
    return Collections.unmodifiableSet(marked.keySet());
  }

  public Reading<Marker> mark(ProgramId program) {
    return survey.mark(program);
  }

  /** Whether the program bears our mark of anything. */
  public boolean bearsOurMark(ProgramId program) {
    return mark(program)
        .asOptional()
        .filter(mark -> mark.instance().equals(survey.instance()))
        .isPresent();
  }

  public Optional<ProgramInfo> program(ProgramId id) {
    return survey.inventory().programs().find(id);
  }

  public Optional<LinkInfo> link(LinkId id) {
    return survey.inventory().links().find(id);
  }

  /** The links that run a program. */
  public List<LinkInfo> linksOf(ProgramId program) {
    return linksOfProgram.getOrDefault(program, List.of());
  }

  public Optional<NamespaceInventory> namespace(String path) {
    return Optional.ofNullable(namespaces.get(path));
  }

  /** Whether this life of the kernel is that one. */
  public boolean isBoot(BootId other) {
    return boot.isPresent() && boot.get().equals(other);
  }

  /** Whether a program is the very one that the ledger knows. */
  public boolean is(Incarnation incarnation, ProgramInfo program) {
    return isBoot(incarnation.boot())
        && incarnation.kernelId() == program.id().value()
        && incarnation.loadTimeNanos() == program.loadTimeNanos()
        && incarnation.tag().equals(program.tag());
  }

  /** The program of an incarnation, if it lives. */
  public Optional<ProgramInfo> alive(Incarnation incarnation) {
    return program(new ProgramId(incarnation.kernelId())).filter(info -> is(incarnation, info));
  }
}
