package io.bpfledger.reconciler.rule;

/** What the kernel shows of a program: a column of the table. */
public enum ProgramSighting {
  ABSENT("nothing of it is there"),
  MATCHING("it is there, pinned at its place, and bears our mark of it"),
  UNPINNED("it is there and bears our mark, but its pin is not"),
  OTHER(
      "something else is at its place or bears its number, or only some of place, mark and identity"
          + " agree"),
  DUPLICATED("it is there, and pinned among our programs once more"),
  STRAY(
      "another program that bears our mark of it, or is where only ours should be, is pinned in our"
          + " file system"),
  UNREADABLE("what there is of it could not be read");

  private final String meaning;

  ProgramSighting(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }
}
