package io.bpfledger.journal.store.plugin;

/** A row that does not say what was written, or is missing. Nobody may act upon it. */
final class Damage extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Damage(String row, String what) {
    super(row + " is damaged: " + what + "; run the ledger's verification");
  }
}
