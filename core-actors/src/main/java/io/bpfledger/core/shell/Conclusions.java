package io.bpfledger.core.shell;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent.RepairsResumed;
import io.bpfledger.journal.event.RepairEvent.RepairsSuspended;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Ulid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the last operations of one entity ended, for whoever asks again after a failure. */
final class Conclusions {

  /** Whoever asks again does so soon; what happened longer ago is in the history. */
  private static final int REMEMBERED_MAX = 1024;

  private final Map<Ulid, Outcome> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ulid, Outcome> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };
  private final Map<Ulid, Outcome> fresh = new LinkedHashMap<>();

  void add(Map<Ulid, Outcome> ended) {
    known.putAll(ended);
    fresh.putAll(ended);
    while (fresh.size() > REMEMBERED_MAX) {
      fresh.remove(fresh.keySet().iterator().next());
    }
  }

  /** Some events name no operation, as they are the whole of it. */
  void add(Entry entry) {
    boolean whole =
        entry.event() instanceof LabelsChanged
            || entry.event() instanceof PolicyChanged
            || entry.event() instanceof RepairsSuspended
            || entry.event() instanceof RepairsResumed;
    if (whole && entry.envelope().cause() instanceof Cause.Command(Ulid operation)) {
      add(Map.of(operation, Outcome.DONE));
    }
  }

  Optional<Outcome> of(Ulid operation) {
    return Optional.ofNullable(known.get(operation));
  }

  /** Those that ended since this was last asked. */
  Map<Ulid, Outcome> takeNew() {
    Map<Ulid, Outcome> taken = Map.copyOf(fresh);
    fresh.clear();
    return taken;
  }
}
