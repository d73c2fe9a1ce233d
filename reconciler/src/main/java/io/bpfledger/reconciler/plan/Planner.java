package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.reconciler.diff.Comparison;
import io.bpfledger.reconciler.diff.Difference;
import io.bpfledger.reconciler.rule.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes plans. */
public final class Planner {

  private static final Duration TIDYING_UP = Duration.ofSeconds(1);

  private final Mandate mandate;
  private final Circumstances circumstances;
  private final List<Difference> accepted = new ArrayList<>();
  private final List<Difference> reported = new ArrayList<>();
  private final List<Skip> skips = new ArrayList<>();
  private final SortedMap<StreamId, Suspension> suspensions = new TreeMap<>();

  private Planner(Mandate mandate, Circumstances circumstances) {
    this.mandate = mandate;
    this.circumstances = circumstances;
  }

  /** What is to be done about all differences of a comparison. */
  public static Plan plan(Comparison comparison, Mandate mandate, Circumstances circumstances) {
    Planner planner = new Planner(mandate, circumstances);
    comparison.differences().forEach(planner::consider);
    return planner.finish();
  }

  private void consider(Difference difference) {
    Optional<StreamId> entity = difference.entity();
    if (entity.filter(circumstances.busy()::contains).isPresent()) {
      skip(difference, Skip.Reason.IN_FLIGHT, "it is at work");
    } else if (entity.filter(circumstances::movedOn).isPresent()) {
      skip(difference, Skip.Reason.OUTDATED, "it changed while the kernel was looked at");
    } else {
      switch (difference.verdict().decision()) {
        case OK, REPORT -> reported.add(difference);
        case DEFER -> skip(difference, Skip.Reason.INCOMPLETE, difference.evidence().seen());
        case FINISH_FORWARD, ROLL_BACK, RECREATE, REPIN, ADOPT, DELETE -> repair(difference);
      }
    }
  }

  private void repair(Difference difference) {
    Optional<EntityView> view = difference.entity().flatMap(circumstances.now()::entity);
    StreamKind kind = difference.entity().map(StreamId::kind).orElse(StreamKind.HOST);
    if (mandate.mode(kind) == RepairMode.REPORT) {
      skip(difference, Skip.Reason.POLICY, "the host or this kind is only reported on");
    } else if (view.map(EntityPolicies::of).map(Policy::repair).orElse(RepairMode.REPAIR)
        == RepairMode.REPORT) {
      skip(difference, Skip.Reason.POLICY, "it is only reported on");
    } else if (difference.verdict().decision() == Decision.DELETE
        && mandate.deletion() == Mandate.Deletion.NEVER) {
      skip(difference, Skip.Reason.DELETION_OFF, "nothing is deleted on this host");
    } else if (difference.verdict().decision() == Decision.DELETE
        && view.filter(this::changedJustNow).isPresent()) {
      skip(difference, Skip.Reason.IN_FLIGHT, "it changed just now, and may be tidying up itself");
    } else if (!mayTryNow(difference, view)) {
      return;
    } else {
      accepted.add(difference);
    }
  }

  /** A dispatcher answers when the new revision runs, and removes the old one after that. */
  private boolean changedJustNow(EntityView view) {
    return view.changed().time().plus(TIDYING_UP).isAfter(circumstances.time());
  }

  /** What only makes the ledger follow the kernel cannot fail, nor be undone. */
  private boolean mayTryNow(Difference difference, Optional<EntityView> view) {
    if (view.isEmpty() || follows(difference.verdict().remedy())) {
      return true;
    }
    Optional<Suspension> holding =
        Patience.holding(view.get().state().repairs(), circumstances.time());
    if (holding.isPresent()) {
      skip(
          difference,
          Skip.Reason.SUSPENDED,
          holding.get().reason().word()
              + holding.get().until().map(until -> " until " + until).orElse(""));
      return false;
    }
    Optional<Suspension> due = Patience.due(view.get(), mandate.policy(), circumstances.time());
    if (due.isPresent()) {
      suspensions.put(view.get().stream(), due.get());
      skip(
          difference, Skip.Reason.EXHAUSTED, due.get().reason().word() + ": " + due.get().detail());
      return false;
    }
    return true;
  }

  private static boolean follows(Remedy remedy) {
    return switch (remedy) {
      case NONE, SETTLE, LOSE -> true;
      case LOSE_AND_RECREATE, RECREATE, ADOPT, REPIN, REMOVE_RESIDUE, REMOVE_ORPHAN, MOUNT -> false;
    };
  }

  private void skip(Difference difference, Skip.Reason reason, String detail) {
    skips.add(new Skip(difference, reason, detail));
  }

  private Plan finish() {
    Steps steps = new Steps(mandate, circumstances.now());
    steps.add(accepted, this::skip);
    List<Step> all = steps.inOrder();
    int most = Math.min(all.size(), mandate.policy().repairsPerRound());
    for (Step step : all.subList(most, all.size())) {
      for (Difference answer : step.answers()) {
        skip(
            answer,
            Skip.Reason.LIMIT,
            "a round makes at most " + mandate.policy().repairsPerRound() + " repairs");
      }
    }
    return new Plan(all.subList(0, most), reported, skips, suspensions);
  }
}
