/**
 * Whether a ledger's storage holds what was written into it: the structure of the database, every
 * row's seal, the write-ahead log.
 *
 * <p>What entries say to each other, their chains and what they fold into, is the business of
 * {@code verification}; here a payload is bytes.
 */
@NullMarked
package io.bpfledger.journal.store.inspection;

import org.jspecify.annotations.NullMarked;
