/**
 * Compares the ledger with an inventory of the kernel, says what differs, and puts it right.
 *
 * <p>Findings and plans are pure functions of values; one actor runs the plans. Nothing here
 * changes an object that is not provably ours.
 */
@NullMarked
package io.bpfledger.reconciler;

import org.jspecify.annotations.NullMarked;
