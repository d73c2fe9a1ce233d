package io.bpfledger.reconciler.rule;

/** What the kernel shows of a link: a column of the table. */
public enum LinkSighting {
  ABSENT("nothing of it is there"),
  MATCHING("it is there, pinned at its place, and runs its program"),
  DEFUNCT("it is there but holds no hook any more"),
  RETARGETED("it is there but runs another program"),
  DUPLICATED(
      "it is there, and another link that nobody asked for runs its program at the same place"),
  UNPINNED("it is there but its pin is not"),
  STRAY("something else is pinned at its place"),
  UNREADABLE("what there is of it could not be read");

  private final String meaning;

  LinkSighting(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }
}
