package io.bpfledger.journal.store.inspection;

import io.bpfledger.journal.verification.Flaw;
import java.util.List;

/**
 * What an inspection found.
 *
 * @param events how many event rows were read
 * @param snapshots how many snapshot rows were read
 * @param flaws the first of the flaws
 * @param flawCount how many there are
 */
public record StorageReport(long events, long snapshots, List<Flaw> flaws, long flawCount) {

  public StorageReport {
    flaws = List.copyOf(flaws);
  }

  public boolean flawless() {
    return flawCount == 0;
  }
}
