package io.bpfledger.journal.entry;

/**
 * An entry as storage gives it.
 *
 * @param manifest what storage says the payload is; the payload itself says it too
 */
public record StoredEntry(Place place, String manifest, Payload payload) {}
