package io.bpfledger.journal.verification;

/**
 * Something in a ledger that is not as it was written.
 *
 * @param place its name for people: an entry, a row, a table, a frame of the log
 * @param what what is wrong with it
 */
public record Flaw(String place, String what) {

  @Override
  public String toString() {
    return place + ": " + what;
  }
}
