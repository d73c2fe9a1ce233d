package io.bpfledger.journal.answer;

import akka.actor.typed.ActorRef;

/**
 * What an entity is told to do. It replies once what it does is in the ledger, or once it has
 * refused. An operation that the ledger already knows is not done again, only replied to.
 */
public record Execute<C, R>(String operation, C command, ActorRef<Reply<R>> replyTo) {}
