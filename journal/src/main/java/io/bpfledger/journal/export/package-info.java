/**
 * A ledger as a text file: JSON lines in the order of the ledger, the same lines for the same
 * ledger.
 *
 * <p>Each entry stands there twice, as fields for people and tools and as its very bytes, so that
 * it can be brought into another ledger with its chain unbroken. Whoever changes one and not the
 * other is found out.
 */
@NullMarked
package io.bpfledger.journal.export;

import org.jspecify.annotations.NullMarked;
