package io.bpfledger.journal.store;

/** The storage of an open ledger failed; what was asked for was not done, or nobody can tell. */
public final class StoreFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreFailure(String operation, String object, Throwable cause) {
    super(operation + ": " + object + ": " + cause.getMessage(), cause);
  }
}
