package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Word;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What the reconciler may do on this host.
 *
 * @param policy how it behaves, as the ledger has it
 * @param kinds kinds of entities that are treated otherwise; of the host are orphans and the mount
 * @param approval decisions that somebody has to approve
 * @param deletion whether anything may be deleted
 */
public record Mandate(
    ReconcilePolicy policy,
    Map<StreamKind, RepairMode> kinds,
    Set<Decision> approval,
    Deletion deletion) {

  /** Whether anything may be deleted. */
  public enum Deletion implements Word {
    NEVER("never"),
    APPROVED("approved"),
    FREELY("freely");

    private final String word;

    Deletion(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  public Mandate {
    kinds = Map.copyOf(kinds);
    approval = Set.copyOf(approval);
  }

  /** As the host's policy says, without asking. */
  public static Mandate of(ReconcilePolicy policy) {
    return new Mandate(policy, Map.of(), EnumSet.noneOf(Decision.class), Deletion.FREELY);
  }

  boolean needsApproval(Decision decision) {
    return approval.contains(decision)
        || (decision == Decision.DELETE && deletion == Deletion.APPROVED);
  }

  RepairMode mode(StreamKind kind) {
    return policy.mode() == RepairMode.REPORT
        ? RepairMode.REPORT
        : kinds.getOrDefault(kind, RepairMode.REPAIR);
  }
}
