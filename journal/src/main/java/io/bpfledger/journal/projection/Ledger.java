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

/**
 * All that the ledger comes to at one moment.
 *
 * <p>Of the entities whose life is over, only so many are here as memory is to keep: those that
 * ended last, and those that the reconciler is not done with. The others are forgotten, and
 * counted; {@code History} reads them from their entries.
 */
public final class Ledger {

  public static final Ledger EMPTY = empty(MemoryLimits.DEFAULT);

  private final PersistentMap<StreamId, EntityView> entities;
  private final Index index;
  private final Runs runs;
  private final Counts phases;
  private final Ended ended;
  private final long entries;

  private Ledger(
      PersistentMap<StreamId, EntityView> entities,
      Index index,
      Runs runs,
      Counts phases,
      Ended ended,
      long entries) {
    this.entities = entities;
    this.index = index;
    this.runs = runs;
    this.phases = phases;
    this.ended = ended;
    this.entries = entries;
  }

  /** An empty ledger that will keep within the limits. */
  public static Ledger empty(MemoryLimits limits) {
    return new Ledger(
        PersistentMap.empty(Comparator.<StreamId>naturalOrder()),
        Index.EMPTY,
        Runs.NONE,
        Counts.NONE,
        Ended.none(limits.endedEntities()),
        0);
  }

  /** How many entries of a stream came to this; 0 also of an entity that is forgotten. */
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
            entities.with(now.stream(), now),
            index.after(now.stream(), traits, Traits.of(now.state())),
            newRuns,
            counted(before, now),
            ended.with(now),
            entries + 1)
        .withoutSurplus();
  }

  private Counts counted(Optional<EntityView> before, EntityView now) {
    String phase = phase(now);
    if (before.isEmpty()) {
      return phases.plus(phase, 1);
    }
    String oldPhase = phase(before.get());
    return oldPhase.equals(phase) ? phases : phases.plus(oldPhase, -1).plus(phase, 1);
  }

  private static String phase(EntityView view) {
    return view.stream().kind().word() + "." + view.state().phase();
  }

  private Ledger withoutSurplus() {
    Optional<EntityView> surplus = ended.surplus().flatMap(entities::find);
    if (surplus.isEmpty()) {
      return this;
    }
    EntityView view = surplus.get();
    return view.atRest()
        ? replaced(
            entities.without(view.stream()),
            index.after(view.stream(), Traits.of(view.state()), Traits.NONE),
            ended.withoutSurplus().forgetting(phase(view), 1))
        : replaced(entities, index, ended.withoutSurplus());
  }

  /** Whether an entity that is like this is not here because it is forgotten. */
  boolean hasForgotten(EntityView view) {
    return view.atRest() && ended.beyond(view);
  }

  /** The ledger with an entity that it had forgotten. */
  public Ledger recalled(EntityView view) {
    return replaced(
        entities.with(view.stream(), view),
        index.after(view.stream(), Traits.NONE, Traits.of(view.state())),
        ended.forgetting(phase(view), -1));
  }

  /** The same ledger, but from now on it forgets nothing. */
  public Ledger keepingAll() {
    return replaced(entities, index, ended.keepingAll());
  }

  /**
   * The same ledger for one owner who takes in very many entries: each ledger made of it takes the
   * place of the one before, which must not be used again, until it is {@link #settled}.
   */
  Ledger drafted() {
    Draft draft = new Draft();
    return replaced(entities.drafted(draft), index.drafted(draft), ended.drafted(draft));
  }

  /** What a draft came to, never to change again. */
  Ledger settled() {
    return replaced(entities.settled(), index.settled(), ended.settled());
  }

  private Ledger replaced(
      PersistentMap<StreamId, EntityView> newEntities, Index newIndex, Ended newEnded) {
    return new Ledger(newEntities, newIndex, runs, phases, newEnded, entries);
  }

  /** How many entries came to this. */
  public long entries() {
    return entries;
  }

  /** How many entities are in which phase, such as {@code link.attached}, forgotten ones too. */
  public SortedMap<String, Long> phases() {
    return phases.toMap();
  }

  /** How many entities of which phase are not here any more, only in the history. */
  public SortedMap<String, Long> forgotten() {
    return ended.forgotten().toMap();
  }

  /** Whether every entity that ever was is here. */
  boolean forgotNone() {
    return ended.forgotten().byName().size() == 0;
  }

  public Optional<EntityView> entity(StreamId stream) {
    return entities.find(stream);
  }

  /** All entities that are not forgotten: host, programs, links, dispatchers. */
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
        && runs.byId().equals(that.runs.byId())
        && phases.equals(that.phases)
        && ended.forgotten().equals(that.ended.forgotten());
  }

  @Override
  public int hashCode() {
    return Objects.hash(entries, entities);
  }

  @Override
  public String toString() {
    return entries + " entries: " + phases() + ", forgotten " + forgotten();
  }
}
