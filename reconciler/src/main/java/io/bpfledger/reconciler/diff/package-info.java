/**
 * Recognises what the kernel shows of each entity, and looks up in the table of {@code rule} what
 * that means. Pure and total: any ledger and any survey have a comparison.
 *
 * <p>What was not seen because it could not be read is never taken for gone.
 */
@NullMarked
package io.bpfledger.reconciler.diff;

import org.jspecify.annotations.NullMarked;
