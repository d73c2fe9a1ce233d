package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.value.Word;

/** What a decision comes to for the one that it is about. */
public enum Remedy implements Word {
  NONE("none"),
  /** The entity looks at the kernel once more, and ends what it began. */
  SETTLE("settle"),
  /** The loss is recorded. */
  LOSE("lose"),
  /** The loss is recorded, and what is lost made again. */
  LOSE_AND_RECREATE("lose, recreate"),
  /** What the ledger knows to be lost is made again. */
  RECREATE("recreate"),
  /** What is there after all is taken into the ledger again. */
  ADOPT("adopt"),
  /** It is pinned again where it was. */
  REPIN("repin"),
  /** The entity removes what is too much of it. */
  REMOVE_RESIDUE("remove residue"),
  /** The host removes what no entity answers for. */
  REMOVE_ORPHAN("remove orphan"),
  /** Our file system is mounted again. */
  MOUNT("mount");

  private final String word;

  Remedy(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
