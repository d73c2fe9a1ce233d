/**
 * Is the ledger what was written? Read from the entries alone: digests, chains, sequence numbers,
 * whether events could happen, snapshots against replay, anchors against the whole.
 *
 * <p>What can be wrong with the storage below entries (rows, pages, indices) is for the store's own
 * inspection.
 */
@NullMarked
package io.bpfledger.journal.verification;

import org.jspecify.annotations.NullMarked;
