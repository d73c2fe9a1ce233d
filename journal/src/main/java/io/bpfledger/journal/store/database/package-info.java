/**
 * The two databases a ledger can lie in: how each is reached, prepared, copied, and told to Akka's
 * journal. Whoever works with a connection afterwards need not know which of them it is.
 */
@NullMarked
package io.bpfledger.journal.store.database;

import org.jspecify.annotations.NullMarked;
