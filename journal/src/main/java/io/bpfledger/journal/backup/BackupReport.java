package io.bpfledger.journal.backup;

import io.bpfledger.journal.verification.Flaw;
import java.nio.file.Path;
import java.util.List;

/**
 * What a backup holds.
 *
 * @param flaws what could not be copied, or is not in the copy as it was written
 */
public record BackupReport(
    Path folder, long events, long snapshots, long objects, List<Flaw> flaws) {

  public BackupReport {
    flaws = List.copyOf(flaws);
  }

  public boolean complete() {
    return flaws.isEmpty();
  }
}
