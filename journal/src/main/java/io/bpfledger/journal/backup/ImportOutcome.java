package io.bpfledger.journal.backup;

import io.bpfledger.journal.verification.VerificationReport;

/** What became of an import. */
public sealed interface ImportOutcome {

  /** What verification said to the entries. */
  VerificationReport report();

  /** All entries are in the ledger. */
  record Imported(VerificationReport report) implements ImportOutcome {}

  /** The entries are not as they were written; none was taken. */
  record Unsound(VerificationReport report) implements ImportOutcome {}
}
