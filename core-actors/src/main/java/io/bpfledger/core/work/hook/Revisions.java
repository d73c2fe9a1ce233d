package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.Pins;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The revisions of one hook in our file system: what was made to run there, and may. */
final class Revisions {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
  private static final String PROGRAM = "program";
  private static final String MEMBERS = "members";

  private final Bpffs bpffs;
  private final Pins pins;
  private final Layout layout;
  private final Identities identities;
  private final HookKey hook;

  Revisions(Workplace place, Identities identities, HookKey hook) {
    bpffs = place.kernel().bpffs();
    pins = place.pins();
    layout = place.layout();
    this.identities = identities;
    this.hook = hook;
  }

  String directory(long number) {
    return layout.revision(hook, number).toString();
  }

  /** What each revision runs, by number. A revision that is being removed may have no program. */
  SortedMap<Long, Incarnation> pinned() {
    SortedMap<Long, Incarnation> pinned = new TreeMap<>();
    for (long number : numbers()) {
      try (Handles open = new Handles()) {
        program(number, open).ifPresent(program -> pinned.put(number, identities.of(program)));
      }
    }
    return pinned;
  }

  /**
   * Whether what a revision runs is kept by another one that stays: a member that stands alone is
   * run by each revision that it stood alone in.
   */
  static boolean isKept(SortedMap<Long, Incarnation> pinned, long number, List<Long> staying) {
    Incarnation program = pinned.get(number);
    return program != null && staying.stream().anyMatch(other -> program.equals(pinned.get(other)));
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (BpffsEntry entry : pins.list(layout.hook(hook)).orThrow().orElse(List.of())) {
      String name = entry.path().getFileName().toString();
      if (entry instanceof BpffsEntry.Directory && NUMBER.matcher(name).matches()) {
        numbers.add(Long.parseLong(name));
      }
    }
    return numbers;
  }

  Optional<ProgramHandle> program(long number, Handles open) {
    return open.pinned(pins, layout.revision(hook, number).resolve(PROGRAM), ProgramHandle.class);
  }

  /** The slots of a chain; empty of a revision without one. */
  Optional<MapHandle> members(long number, Handles open) {
    return open.pinned(pins, layout.revision(hook, number).resolve(MEMBERS), MapHandle.class);
  }

  /** Pins all of a revision aside, then puts it where it stays, at once. */
  void commit(Ulid operation, long number, HookProgram made, Undo undo) {
    Path staging = layout.staging(operation, number);
    Path revision = layout.revision(hook, number);
    pins.ensureDirectory(layout.dispatchers()).orThrow();
    undo.before(() -> pins.removeIfEmpty(layout.hook(hook)));
    pins.ensureDirectory(layout.hook(hook)).orThrow();
    undo.before(() -> remove(staging));
    pins.ensureDirectory(staging).orThrow();
    bpffs.pin(made.program(), staging.resolve(PROGRAM)).orThrow();
    if (made.chain().isPresent()) {
      bpffs.pin(made.chain().get().programArray(), staging.resolve(MEMBERS)).orThrow();
    }
    undo.before(() -> remove(revision));
    bpffs.rename(staging, revision).orThrow();
  }

  /**
   * Pins again what a revision has lost its pins of, as long as it runs: the program, known by all
   * that makes one life of it, and the slots of a chain, which must be that program's own.
   */
  void repin(LiveRevision live, Handles open) {
    long number = live.revision().number();
    Incarnation wanted =
        switch (live.placement()) {
          case Placement.Direct direct -> direct.program();
          case Placement.Chain chain -> chain.chain();
          case Placement.Native _ ->
              throw new IllegalArgumentException("such members have links of their own");
        };
    ProgramHandle program = identities.open(wanted, hook.describe(), open);
    Path revision = layout.revision(hook, number);
    pins.ensureDirectory(layout.dispatchers()).orThrow();
    pins.ensureDirectory(layout.hook(hook)).orThrow();
    pins.ensureDirectory(revision).orThrow();
    if (program(number, open).isEmpty()) {
      bpffs.pin(program, revision.resolve(PROGRAM)).orThrow();
    }
    if (live.placement() instanceof Placement.Chain chain && members(number, open).isEmpty()) {
      MapHandle array = identities.openMap(program, new MapId(chain.programArrayId()), open);
      bpffs.pin(array, revision.resolve(MEMBERS)).orThrow();
    }
  }

  /** What holds a revision on its hook; none where the members do so themselves. */
  static Placement.@Nullable Holder holder(Placement placement) {
    return switch (placement) {
      case Placement.Direct direct -> direct.holder();
      case Placement.Chain chain -> chain.holder();
      case Placement.Native _ -> null;
    };
  }

  /** Removes what an earlier try of the same revision left; it must not run. */
  void removeRest(Ulid operation, long number) {
    remove(layout.staging(operation, number)).orThrow();
    remove(layout.revision(hook, number)).orThrow();
  }

  /**
   * Removes revisions, and the directory of the hook if nothing is left in it; tells what stays.
   *
   * @param upTo the last revision to look at, which the operation may have begun to make
   */
  List<String> removeAll(Ulid operation, long upTo, LongPredicate leaving) {
    List<String> leftovers = new ArrayList<>();
    note(remove(layout.staging(operation, upTo)), leftovers);
    for (long number : numbers()) {
      if (number <= upTo && leaving.test(number)) {
        note(remove(layout.revision(hook, number)), leftovers);
      }
    }
    note(pins.removeIfEmpty(layout.hook(hook)), leftovers);
    return leftovers;
  }

  /** The program first: a revision without one is none, however much of it is left. */
  private Result<Done> remove(Path directory) {
    return pins.unlink(directory.resolve(PROGRAM))
        .flatMap(_ -> pins.unlink(directory.resolve(MEMBERS)))
        .flatMap(_ -> pins.removeDirectory(directory));
  }

  static void note(Result<Done> result, List<String> leftovers) {
    result.problem().map(KernelError::message).ifPresent(leftovers::add);
  }
}
