package io.bpfledger.journal.answer;

import akka.actor.typed.ActorRef;

/**
 * Asks a fresh incarnation whether its events tell of an operation. If they tell of its beginning
 * only, the entity says so when it is over: it was done.
 */
public record Recall<R>(String operation, ActorRef<Recollection<R>> replyTo) {}
