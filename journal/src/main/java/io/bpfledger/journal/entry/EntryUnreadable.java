package io.bpfledger.journal.entry;

/** Stored bytes that are no entry this service can read: damaged, or written by a newer one. */
public final class EntryUnreadable extends RuntimeException {

  private static final long serialVersionUID = 1;

  public EntryUnreadable(String message) {
    super(message);
  }

  public EntryUnreadable(String message, Throwable cause) {
    super(message, cause);
  }
}
