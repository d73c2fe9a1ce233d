package io.bpfledger.journal.answer;

/** What an entity's events tell of an operation. */
public sealed interface Recollection<R> {

  String operation();

  /** It was done; this would have been the reply. */
  record Known<R>(String operation, R value) implements Recollection<R> {}

  /** No event tells of it. */
  record Unknown<R>(String operation) implements Recollection<R> {}
}
