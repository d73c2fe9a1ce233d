/**
 * The rows of the ledger: what a stored event and a stored snapshot are, their seals, and the one
 * place with the SQL that writes and reads them.
 *
 * <p>Payloads are bytes here. What they mean is the business of the codec; which database holds
 * them is the business of {@code store.sqlite} and {@code store.postgresql}: the SQL here is the
 * same for both.
 */
@NullMarked
package io.bpfledger.journal.store.row;

import org.jspecify.annotations.NullMarked;
