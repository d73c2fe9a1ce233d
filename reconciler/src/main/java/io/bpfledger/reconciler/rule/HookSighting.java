package io.bpfledger.reconciler.rule;

/** What the kernel shows of a hook that a dispatcher rules: a column of the table. */
public enum HookSighting {
  VACANT("nothing of ours runs on it"),
  RUNNING("the revision that the ledger has runs, with all its members"),
  INCOMPLETE("that revision runs, but a member is missing, is another or is in another order"),
  OTHER_REVISION("another revision of ours runs"),
  RESIDUE("that revision runs or nothing of ours does, and more than belongs to that is there"),
  UNPINNED("that revision runs, but a pin that keeps it is missing"),
  FOREIGN("a program that is not ours runs where ours should"),
  DEVICE_GONE("the interface or its namespace is not there"),
  UNREADABLE("what there is of it could not be read");

  private final String meaning;

  HookSighting(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }
}
