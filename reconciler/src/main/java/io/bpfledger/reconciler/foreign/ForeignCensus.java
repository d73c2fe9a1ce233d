package io.bpfledger.reconciler.foreign;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.reconciler.survey.Survey;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists what is in a kernel and not ours. */
public final class ForeignCensus {

  private final Survey survey;
  private final SurveyIndex index;
  private final Set<ProgramId> ownPrograms = new HashSet<>();
  private final Set<MapId> ownMaps = new HashSet<>();
  private final Set<LinkId> ownLinks = new HashSet<>();
  private final Map<Object, List<String>> pins = new HashMap<>();
  private final Map<ProgramId, List<String>> attached = new HashMap<>();

  private ForeignCensus(Ledger ledger, Survey survey) {
    this.survey = survey;
    this.index = new SurveyIndex(survey);
    for (PinTree tree : survey.inventory().pins()) {
      boolean ours = tree.root().equals(survey.layout().root());
      tree.pins().forEach(pin -> pinned(pin, ours));
    }
    ownPrograms(ledger);
    for (LinkInfo link : survey.inventory().links().infos()) {
      link.program().ifPresent(program -> attached(program, "link " + link.id()));
      if (link.program().filter(ownPrograms::contains).isPresent()) {
        ownLinks.add(link.id());
      }
    }
    for (NamespaceInventory namespace : survey.inventory().namespaces()) {
      for (TcFilter filter : namespace.filters()) {
        filter.program().ifPresent(program -> attached(program, words(namespace, filter)));
      }
    }
  }

  /** Everything that nothing says to be ours: neither place, nor mark, nor ledger. */
  public static List<ForeignObject> list(Ledger ledger, Survey survey) {
    ForeignCensus census = new ForeignCensus(ledger, survey);
    List<ForeignObject> foreign = new ArrayList<>();
    census.programs(foreign);
    census.links(foreign);
    census.maps(foreign);
    census.filters(foreign);
    return List.copyOf(foreign);
  }

  private void pinned(Pin pin, boolean ours) {
    switch (pin.content()) {
      case PinContent.OfProgram(ProgramId id) -> pinned(id, pin, ours, ownPrograms);
      case PinContent.OfMap(MapId id) -> pinned(id, pin, ours, ownMaps);
      case PinContent.OfLink(LinkId id) -> pinned(id, pin, ours, ownLinks);
      case PinContent.Unopened _ -> {
        // Nobody knows what it is.
      }
    }
  }

  private <I> void pinned(I id, Pin pin, boolean ours, Set<I> own) {
    pins.computeIfAbsent(id, _ -> new ArrayList<>()).add(pin.path().toString());
    if (ours) {
      own.add(id);
    }
  }

  private void ownPrograms(Ledger ledger) {
    for (ProgramView program : ledger.programs()) {
      if (program.state() instanceof ProgramState.Loaded loaded) {
        index.alive(loaded.load().incarnation()).ifPresent(info -> ownPrograms.add(info.id()));
      }
    }
    for (ProgramInfo program : survey.inventory().programs().infos()) {
      if (index.bearsOurMark(program.id())) {
        ownPrograms.add(program.id());
      }
      if (ownPrograms.contains(program.id())) {
        ownMaps.addAll(program.mapIds());
      }
    }
  }

  private void attached(ProgramId program, String words) {
    attached.computeIfAbsent(program, _ -> new ArrayList<>()).add(words);
  }

  private void programs(List<ForeignObject> foreign) {
    for (ProgramInfo program : survey.inventory().programs().infos()) {
      if (!ownPrograms.contains(program.id())) {
        foreign.add(
            new ForeignObject.Program(
                program.id().value(),
                program.name(),
                type(program),
                program.tag(),
                program.uid(),
                pins(program.id()),
                attached.getOrDefault(program.id(), List.of()),
                guess(program)));
      }
    }
  }

  private void links(List<ForeignObject> foreign) {
    for (LinkInfo link : survey.inventory().links().infos()) {
      if (!ownLinks.contains(link.id())) {
        foreign.add(
            new ForeignObject.Link(
                link.id().value(),
                kind(link.details()),
                link.program().map(ProgramId::value),
                pins(link.id()),
                guess(List.of(), "link", pins(link.id()), link.program())));
      }
    }
  }

  private void maps(List<ForeignObject> foreign) {
    Map<MapId, ProgramId> users = new HashMap<>();
    for (ProgramInfo program : survey.inventory().programs().infos()) {
      program.mapIds().forEach(map -> users.putIfAbsent(map, program.id()));
    }
    for (MapInfo map : survey.inventory().maps().infos()) {
      if (!ownMaps.contains(map.id())) {
        String type =
            MapType.numbered(map.typeNumber())
                .map(MapType::word)
                .orElse("type " + map.typeNumber());
        foreign.add(
            new ForeignObject.Map(
                map.id().value(),
                map.name(),
                type,
                pins(map.id()),
                guess(
                    List.of(map.name()),
                    type,
                    pins(map.id()),
                    Optional.ofNullable(users.get(map.id())))));
      }
    }
  }

  private void filters(List<ForeignObject> foreign) {
    for (NamespaceInventory namespace : survey.inventory().namespaces()) {
      for (TcFilter filter : namespace.filters()) {
        if (filter.program().filter(ownPrograms::contains).isEmpty()) {
          foreign.add(
              new ForeignObject.Filter(
                  namespace.namespace().path(),
                  device(namespace, filter),
                  filter.direction().word(),
                  filter.priority(),
                  filter.handle(),
                  filter.kind(),
                  filter.program().map(ProgramId::value),
                  guess(List.of(filter.name()), filter.kind(), List.of(), filter.program())));
        }
      }
    }
  }

  private List<String> pins(Object id) {
    return pins.getOrDefault(id, List.of());
  }

  private OwnerGuess guess(ProgramInfo program) {
    List<String> held = new ArrayList<>(pins(program.id()));
    program.mapIds().forEach(map -> held.addAll(pins(map)));
    index.linksOf(program.id()).forEach(link -> held.addAll(pins(link.id())));
    return Owners.guess(
        new Clues(
            named(List.of(program.name())),
            type(program),
            Optional.of(program.tag()),
            Optional.of(program.uid()),
            held,
            index
                .mark(program.id())
                .asOptional()
                .map(Marker::instance)
                .filter(instance -> !instance.equals(survey.instance()))
                .map(Object::toString)));
  }

  /** By its own clues, or else whose program it belongs to. */
  private OwnerGuess guess(
      List<String> names, String type, List<String> held, Optional<ProgramId> program) {
    OwnerGuess own =
        Owners.guess(
            new Clues(
                named(names), type, Optional.empty(), Optional.empty(), held, Optional.empty()));
    return own.confidence() == OwnerGuess.Confidence.UNKNOWN
        ? program.flatMap(index::program).map(this::guess).orElse(own)
        : own;
  }

  private static List<String> named(List<String> names) {
    return names.stream().filter(name -> !name.isEmpty()).toList();
  }

  private static String type(ProgramInfo program) {
    return ProgramType.numbered(program.typeNumber())
        .map(ProgramType::word)
        .orElse("type " + program.typeNumber());
  }

  private static String kind(LinkDetails details) {
    return details.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String device(NamespaceInventory namespace, TcFilter filter) {
    return namespace.interfaces().stream()
        .filter(found -> found.index() == filter.interfaceIndex())
        .map(NetworkInterface::name)
        .findFirst()
        .orElse("interface " + filter.interfaceIndex());
  }

  private static String words(NamespaceInventory namespace, TcFilter filter) {
    return "filter %d handle %s %s of %s"
        .formatted(
            filter.priority(),
            Integer.toUnsignedString(filter.handle()),
            filter.direction().word(),
            device(namespace, filter));
  }
}
