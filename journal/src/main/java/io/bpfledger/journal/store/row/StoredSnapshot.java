package io.bpfledger.journal.store.row;

/** A snapshot as it lies in the ledger, with the seal that was written with it. */
public record StoredSnapshot(SnapshotContent content, Bytes seal) {

  /** Whether the row still says what it said when it was written. */
  public boolean intact() {
    return content.seal().equals(seal);
  }

  /** Its name for people: {@code snapshot of program|01J… at 12}. */
  public String name() {
    return "snapshot of " + content.persistenceId() + " at " + content.sequenceNumber();
  }
}
