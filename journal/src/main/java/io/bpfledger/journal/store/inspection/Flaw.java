package io.bpfledger.journal.store.inspection;

/**
 * Something in the storage that is not as it was written.
 *
 * @param place its name for people: a row, a table, a frame of the log
 * @param what what is wrong with it
 */
public record Flaw(String place, String what) {

  @Override
  public String toString() {
    return place + ": " + what;
  }
}
