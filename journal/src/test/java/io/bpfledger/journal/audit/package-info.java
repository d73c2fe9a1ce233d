/** Ledgers that were altered in every way, and what an audit says to them. */
@NullMarked
package io.bpfledger.journal.audit;

import org.jspecify.annotations.NullMarked;
