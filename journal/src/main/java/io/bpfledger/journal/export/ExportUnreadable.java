package io.bpfledger.journal.export;

/** A file that is no export, or not all of one, or one of a newer version. */
public final class ExportUnreadable extends RuntimeException {

  private static final long serialVersionUID = 1;

  ExportUnreadable(long line, String why) {
    super("line " + line + ": " + why);
  }

  ExportUnreadable(long line, String why, Throwable cause) {
    super("line " + line + ": " + why, cause);
  }
}
