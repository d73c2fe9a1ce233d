package io.bpfledger.journal.projection;

import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.IllegalEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that the ledger comes to at one moment. */
public final class Ledger {

  public static final Ledger EMPTY =
      new Ledger(
          PersistentMap.empty(Comparator.<StreamId>naturalOrder()),
          Index.EMPTY,
          Runs.NONE,
          PersistentMap.empty(Comparator.<String>naturalOrder()),
          0);

  private final PersistentMap<StreamId, EntityView> entities;
  private final Index index;
  private final Runs runs;
  private final PersistentMap<String, Long> phases;
  private final long entries;

  private Ledger(
      PersistentMap<StreamId, EntityView> entities,
      Index index,
      Runs runs,
      PersistentMap<String, Long> phases,
      long entries) {
    this.entities = entities;
    this.index = index;
    this.runs = runs;
    this.phases = phases;
    this.entries = entries;
  }

  /** How many entries of a stream came to this. */
  public long sequence(StreamId stream) {
    return entities.find(stream).map(view -> view.account().chain().sequence()).orElse(0L);
  }

  /**
   * The ledger with one entry more, the next of its stream.
   *
   * @throws ChainBroken if the entry does not follow those that are known
   * @throws IllegalEvent if its event cannot happen to the entity as it is
   */
  public Ledger after(StreamId stream, long sequence, Entry entry) {
    Optional<EntityView> before = entities.find(stream);
    long known = before.map(view -> view.account().chain().sequence()).orElse(0L);
    if (sequence != known + 1) {
      throw new ChainBroken(stream, sequence, "the entry known before it is " + known);
    }
    EntityView now =
        before.isPresent() ? before.get().after(entry) : EntityView.opened(stream, entry);
    Traits traits = before.isPresent() ? Traits.of(before.get().state()) : Traits.NONE;
    Runs newRuns =
        entry.event() instanceof HostEvent event ? runs.after(sequence, entry, event) : runs;
    return new Ledger(
        entities.with(stream, now),
        index.after(stream, traits, Traits.of(now.state())),
        newRuns,
        counted(before, now),
        entries + 1);
  }

  private PersistentMap<String, Long> counted(Optional<EntityView> before, EntityView now) {
    String phase = phase(now);
    if (before.isEmpty()) {
      return plus(phases, phase, 1);
    }
    String oldPhase = phase(before.get());
    return oldPhase.equals(phase) ? phases : plus(plus(phases, oldPhase, -1), phase, 1);
  }

  private static String phase(EntityView view) {
    return view.stream().kind().word() + "." + view.state().phase();
  }

  private static PersistentMap<String, Long> plus(
      PersistentMap<String, Long> counts, String phase, long more) {
    long count = counts.find(phase).orElse(0L) + more;
    return count == 0 ? counts.without(phase) : counts.with(phase, count);
  }

  /** How many entries came to this. */
  public long entries() {
    return entries;
  }

  /** How many entities are in which phase, such as {@code link.attached}. */
  public SortedMap<String, Long> phases() {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Map.Entry<String, Long> phase : phases.entries()) {
      counts.put(phase.getKey(), phase.getValue());
    }
    return counts;
  }

  public Optional<EntityView> entity(StreamId stream) {
    return entities.find(stream);
  }

  /** All entities, those included whose life is over: host, programs, links, dispatchers. */
  public List<EntityView> entities() {
    return entities.values();
  }

  /** The host; one that never began to work is as its policies are by default. */
  public HostState host() {
    // Hosts sort before all else, and a ledger has one.
    return entities.first().isPresent() && entities.first().get().state() instanceof HostState host
        ? host
        : HostState.INITIAL;
  }

  public Runs runs() {
    return runs;
  }

  public Optional<ProgramView> program(ProgramKey key) {
    return entity(StreamId.of(key)).flatMap(Ledger::asProgram);
  }

  public Optional<LinkView> link(LinkKey key) {
    return entity(StreamId.of(key)).flatMap(Ledger::asLink);
  }

  public Optional<DispatcherView> dispatcher(HookKey key) {
    return entity(StreamId.of(key)).flatMap(Ledger::asDispatcher);
  }

  public Optional<LinkView> link(LinkNumber number) {
    return index.numbers().find(number).flatMap(this::link);
  }

  /** The program that this kernel calls so, as far as the ledger knows. */
  public Optional<ProgramView> programInKernel(KernelName name) {
    return index.programs().find(name).flatMap(this::entity).flatMap(Ledger::asProgram);
  }

  /** The link that this kernel calls so, as far as the ledger knows. */
  public Optional<LinkView> linkInKernel(KernelName name) {
    return index.links().find(name).flatMap(this::entity).flatMap(Ledger::asLink);
  }

  /** All programs, oldest first. */
  public List<ProgramView> programs() {
    return ofKind(StreamKind.PROGRAM).stream().flatMap(view -> asProgram(view).stream()).toList();
  }

  /** All links, oldest first. */
  public List<LinkView> links() {
    return ofKind(StreamKind.LINK).stream().flatMap(view -> asLink(view).stream()).toList();
  }

  /** All dispatchers, by hook. */
  public List<DispatcherView> dispatchers() {
    return ofKind(StreamKind.DISPATCHER).stream()
        .flatMap(view -> asDispatcher(view).stream())
        .toList();
  }

  /** The living links of a program, oldest first. */
  public List<LinkView> linksOf(ProgramKey program) {
    return index.linksOf(program).stream().flatMap(key -> link(key).stream()).toList();
  }

  /** The living links that are on a hook or want to be, oldest first. */
  public List<LinkView> linksOn(HookKey hook) {
    return index.linksOn(hook).stream().flatMap(key -> link(key).stream()).toList();
  }

  /** The living programs and links that bear all of the labels. */
  public List<EntityView> labelled(Labels wanted) {
    if (wanted.entries().isEmpty()) {
      return List.of();
    }
    Set<StreamId> found = new HashSet<>();
    boolean first = true;
    for (Map.Entry<String, String> label : wanted.entries().entrySet()) {
      List<StreamId> bearers = index.labelled(label.getKey(), label.getValue());
      if (first) {
        found.addAll(bearers);
      } else {
        found.retainAll(Set.copyOf(bearers));
      }
      first = false;
    }
    return found.stream().sorted().flatMap(stream -> entity(stream).stream()).toList();
  }

  private List<EntityView> ofKind(StreamKind kind) {
    List<EntityView> views = new ArrayList<>();
    entities.from(
        notAfter(kind),
        (stream, view) -> {
          if (stream.kind() == kind) {
            views.add(view);
          }
          return stream.kind().compareTo(kind) <= 0;
        });
    return views;
  }

  /** A stream that sorts before all of a kind, but not far before. */
  private static StreamId notAfter(StreamKind kind) {
    return switch (kind) {
      case HOST, PROGRAM, LINK -> new StreamId(kind, new Ulid(0, 0).toString());
      case DISPATCHER -> new StreamId(StreamKind.LINK, new Ulid(-1, -1).toString());
    };
  }

  private static Optional<ProgramView> asProgram(EntityView view) {
    return view.state() instanceof ProgramState.Present present
        ? Optional.of(
            new ProgramView(new ProgramKey(Ulid.parse(view.stream().key())), present, view))
        : Optional.empty();
  }

  private static Optional<LinkView> asLink(EntityView view) {
    return view.state() instanceof LinkState.Present present
        ? Optional.of(new LinkView(new LinkKey(Ulid.parse(view.stream().key())), present, view))
        : Optional.empty();
  }

  private static Optional<DispatcherView> asDispatcher(EntityView view) {
    return view.state() instanceof DispatcherState.Present present
        ? Optional.of(new DispatcherView(HookKey.parse(view.stream().key()), present, view))
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ledger that
        && entries == that.entries
        && entities.equals(that.entities)
        && runs.equals(that.runs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(entries, entities);
  }

  @Override
  public String toString() {
    return entries + " entries: " + phases();
  }
}
