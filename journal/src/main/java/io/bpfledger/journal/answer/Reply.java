package io.bpfledger.journal.answer;

/** What an entity says when an operation is over. */
public record Reply<R>(String operation, R value) {}
