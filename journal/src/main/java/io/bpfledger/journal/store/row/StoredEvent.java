package io.bpfledger.journal.store.row;

/**
 * An event as it lies in the ledger.
 *
 * @param ordering its place in the whole ledger; ascending, with gaps allowed
 * @param deleted whether somebody marked it deleted; in a ledger nobody does
 * @param content what it says
 * @param seal the seal that was written with it
 */
public record StoredEvent(long ordering, boolean deleted, EventContent content, Bytes seal) {

  /** Whether the row still says what it said when it was written. */
  public boolean intact() {
    return content.seal().equals(seal);
  }

  /** Its name for people: {@code program|01J…#3}. */
  public String name() {
    return content.persistenceId() + "#" + content.sequenceNumber();
  }
}
