package io.bpfledger.reconciler.round;

import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.journal.value.UlidSource;
import io.bpfledger.reconciler.diff.Difference;
import io.bpfledger.reconciler.plan.Plan;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The findings of one run, each with the id that whatever answers it names as its cause. */
final class Findings {

  private final IdentityHashMap<Difference, Ulid> numbers = new IdentityHashMap<>();
  private final List<Finding> recorded = new ArrayList<>();

  Findings(Plan plan, UlidSource ids) {
    for (Difference difference : plan.findings()) {
      Ulid id = ids.next();
      numbers.put(difference, id);
      if (recorded.size() < HostEvent.FINDINGS_MAX) {
        recorded.add(difference.toFinding(id));
      }
    }
  }

  /** Those that the ledger gets; what is done something about comes first. */
  List<Finding> recorded() {
    return recorded;
  }

  Ulid id(Difference difference) {
    Ulid id = numbers.get(difference);
    if (id == null) {
      throw new IllegalArgumentException(difference.code() + " is no finding of this plan");
    }
    return id;
  }
}
