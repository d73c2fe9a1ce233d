package io.bpfledger.journal.entry;

import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.value.Digest;

/**
 * An event in its envelope, sealed into the chain of its stream. What Akka persists.
 *
 * @param version the version of the event's form in which it is stored
 * @param event the event in its present form
 * @param previous the digest of the entry before it in its stream, or zeros
 * @param digest its own digest
 * @param payload the stored bytes; they never change, whatever the present form of the event is
 */
public record Entry(
    int version, Envelope envelope, Event event, Digest previous, Digest digest, Payload payload) {}
