package io.bpfledger.core.machine;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.StreamId;

/**
 * What an entity can see while it decides.
 *
 * @param self who it is
 * @param ledger the whole ledger, with every event that anybody was told of
 * @param boot this life of the kernel
 */
public record View(StreamId self, Ledger ledger, BootId boot) {}
