package io.bpfledger.journal.answer;

import akka.actor.typed.Behavior;

/**
 * Entities of one kind, as their keeper sees them.
 *
 * @param <M> what they understand
 * @param <C> what they can be told to do
 * @param <R> what they reply
 */
public interface EntityKind<M, C, R> {

  /** A new incarnation. It ends when a write fails, and does not try again by itself. */
  Behavior<M> create(String entity);

  M execute(Execute<C, R> execute);

  M recall(Recall<R> recall);
}
