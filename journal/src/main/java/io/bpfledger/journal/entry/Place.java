package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.StreamId;

/**
 * Where an entry stands.
 *
 * @param ordering its place in the whole ledger; ascending, perhaps with gaps
 * @param sequence its place in its stream; counts from 1 without gaps
 */
public record Place(long ordering, StreamId stream, long sequence) {}
