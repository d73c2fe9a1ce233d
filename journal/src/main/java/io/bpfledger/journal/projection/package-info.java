/**
 * The whole ledger in memory: every entity with its state, and the ways to find it.
 *
 * <p>A {@link io.bpfledger.journal.projection.Ledger} is a value that never changes; one entry more
 * makes another one that shares nearly all of it. So whoever reads sees one moment of everything,
 * without a lock, for as long as he likes, and the ledger of yesterday is made in the same way as
 * that of today. {@link io.bpfledger.journal.projection.Projection} holds the present one.
 *
 * <p>Memory has a limit: of the entities whose life is over it keeps the newest ({@link
 * io.bpfledger.journal.projection.MemoryLimits}), and counts those it has forgotten. Whatever
 * happens to one of these brings it back.
 */
@NullMarked
package io.bpfledger.journal.projection;

import org.jspecify.annotations.NullMarked;
