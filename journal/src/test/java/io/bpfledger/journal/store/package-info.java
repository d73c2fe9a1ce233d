/** The storage of the ledger, proved on both databases. */
@NullMarked
package io.bpfledger.journal.store;

import org.jspecify.annotations.NullMarked;
