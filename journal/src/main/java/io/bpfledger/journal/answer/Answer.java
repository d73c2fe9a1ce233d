package io.bpfledger.journal.answer;

/** What became of an operation. */
public sealed interface Answer<R> {

  /** The operation's id, under which it can be asked for again. */
  String operation();

  /** It is in the ledger; this is what the entity says to it. */
  record Done<R>(String operation, R reply) implements Answer<R> {}

  /** It is not in the ledger and will not come to be. */
  record NotDone<R>(String operation, String why) implements Answer<R> {}

  /** Nobody could tell in time. Ask again with the same id, or look into the history. */
  record InDoubt<R>(String operation, String why) implements Answer<R> {}
}
