package io.bpfledger.journal.value;

/** A constant that is written down by a word of its own, which outlives its name in Java. */
public interface Word {

  /** The word in the ledger, in commands and in documents; it never changes. */
  String word();
}
