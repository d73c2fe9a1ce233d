package io.bpfledger.journal.store;

/** Why a ledger was not opened. Nothing was changed in it. */
public sealed interface StoreRefusal {

  /** One sentence for a person: what, where, and what to do. */
  String message();

  /** Another service works on it. */
  record Held(String ledger, Holder holder) implements StoreRefusal {
    @Override
    public String message() {
      return ledger + " is in use by " + holder + "; stop that service first";
    }
  }

  /** It was written by a later version of this program. */
  record Newer(String ledger, int found, int known) implements StoreRefusal {
    @Override
    public String message() {
      return ledger
          + " has schema version "
          + found
          + ", this program knows versions up to "
          + known
          + "; use the program that wrote it, or a later one";
    }
  }

  /** Something else lies there. */
  record NotLedger(String ledger, String why) implements StoreRefusal {
    @Override
    public String message() {
      return ledger + " is not a ledger: " + why + "; choose another state folder";
    }
  }

  /** The state folder cannot be used as it is. */
  record Folder(String folder, String why) implements StoreRefusal {
    @Override
    public String message() {
      return "state folder " + folder + ": " + why;
    }
  }

  /** The database cannot be reached, read or written. */
  record Unusable(String ledger, String operation, String why) implements StoreRefusal {
    @Override
    public String message() {
      return operation + ": " + ledger + ": " + why;
    }
  }
}
