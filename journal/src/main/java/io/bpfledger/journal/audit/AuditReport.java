package io.bpfledger.journal.audit;

import io.bpfledger.journal.store.inspection.StorageReport;
import io.bpfledger.journal.verification.Flaw;
import io.bpfledger.journal.verification.VerificationReport;
import java.util.List;

/**
 * What an audit found.
 *
 * @param storage of rows and structure
 * @param entries of chains, replay, snapshots and anchors
 * @param objects how many objects were read
 * @param flaws the first of all flaws, the most basic ones first
 * @param flawCount how many there are
 */
public record AuditReport(
    StorageReport storage,
    VerificationReport entries,
    long objects,
    List<Flaw> flaws,
    long flawCount) {

  public AuditReport {
    flaws = List.copyOf(flaws);
  }

  /** Whether all is as it was written. */
  public boolean sound() {
    return flawCount == 0;
  }
}
