package io.bpfledger.journal.entry;

/** An entry that was read, and where it stands. */
public record PlacedEntry(Place place, Entry entry) {}
