package io.bpfledger.journal.verification;

import io.bpfledger.journal.entry.LedgerHead;
import java.util.List;

/**
 * What a verification came to.
 *
 * @param head the chain over all entries, to be compared with one kept elsewhere
 * @param erased how many entries lawfully lost their content
 * @param anchors how many anchors were held against the whole
 * @param snapshots how many snapshots were held against replay
 * @param flaws the first flaws
 * @param flawCount how many there are
 */
public record VerificationReport(
    LedgerHead head,
    long streams,
    long erased,
    long anchors,
    long snapshots,
    List<Flaw> flaws,
    long flawCount) {

  public VerificationReport {
    flaws = List.copyOf(flaws);
  }

  /** Whether all is as it was written. */
  public boolean sound() {
    return flawCount == 0;
  }
}
