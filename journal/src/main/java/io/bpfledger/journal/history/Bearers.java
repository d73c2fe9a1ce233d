package io.bpfledger.journal.history;

import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.StreamId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The programs and links that ever bore some labels. */
final class Bearers {

  private final Labels wanted;
  private final Set<StreamId> streams = new HashSet<>();

  Bearers(Labels wanted) {
    this.wanted = wanted;
  }

  void add(PlacedEntry placed) {
    Optional<Labels> given =
        switch (placed.entry().event()) {
          case ProgramEvent.LoadRequested requested -> Optional.of(requested.labels());
          case LinkEvent.AttachRequested requested -> Optional.of(requested.labels());
          case LabelsChanged changed -> Optional.of(changed.labels());
          default -> Optional.empty();
        };
    if (given.isPresent() && given.get().match(wanted)) {
      streams.add(placed.place().stream());
    }
  }

  boolean contain(StreamId stream) {
    return streams.contains(stream);
  }
}
