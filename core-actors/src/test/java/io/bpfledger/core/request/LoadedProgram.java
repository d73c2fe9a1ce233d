package io.bpfledger.core.request;

import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Ledgers with one program, called {@code pass}, of whatever kind. */
final class LoadedProgram {

  private static final StreamId PROGRAM = StreamId.of(Samples.PROGRAM);

  private LoadedProgram() {}

  static Ledger of(AttachKind kind) {
    return ledger(kind, loaded());
  }

  /** The sample, with the map of a structure. */
  static ProgramEvent.Loaded loaded() {
    ProgramEvent.Loaded sample = (ProgramEvent.Loaded) Samples.event("program.loaded.1");
    Load load = sample.load();
    List<Load.LoadedMap> maps = new ArrayList<>(load.maps());
    maps.add(new Load.LoadedMap("congestion", 9, Optional.empty(), Load.MapOrigin.OWN));
    return new ProgramEvent.Loaded(
        sample.operation(),
        new Load(
            load.incarnation(),
            load.pin(),
            load.mapDirectory(),
            maps,
            load.license(),
            load.gplCompatible()));
  }

  /** The ledger after a load was asked for, and these events. */
  static Ledger ledger(AttachKind kind, Event... later) {
    ProgramEvent.LoadRequested sample =
        (ProgramEvent.LoadRequested) Samples.event("program.load-requested.1.plain");
    ProgramSpec spec =
        new ProgramSpec(
            "pass",
            kind,
            kind == AttachKind.CGROUP_SKB
                ? Optional.of(AttachType.CGROUP_INET_EGRESS)
                : Optional.empty(),
            Optional.empty(),
            sample.spec().bytecode(),
            new TreeMap<>(),
            Optional.empty());
    List<Event> events = new ArrayList<>();
    events.add(
        new ProgramEvent.LoadRequested(
            sample.operation(), spec, sample.labels(), sample.policy(), sample.batch()));
    events.addAll(List.of(later));
    MemoryLedger entries = new MemoryLedger();
    Ledger ledger = Ledger.EMPTY;
    long sequence = 0;
    for (Event event : events) {
      Entry entry = entries.post(PROGRAM, Samples.ENVELOPE, event);
      ledger = ledger.after(PROGRAM, ++sequence, entry);
    }
    return ledger;
  }
}
