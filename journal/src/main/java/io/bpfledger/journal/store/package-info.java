/**
 * Where the ledger of a host lies, and how it is opened: the state folder with its lock, the
 * database in it or reached from it, the schema at the version this program knows.
 *
 * <p>{@link io.bpfledger.journal.store.LedgerStore} is the way in. What a row is lives in {@code
 * store.row}, what differs between databases in {@code store.database}, the tables in {@code
 * store.schema}, and what Akka loads by name in {@code store.plugin}.
 */
@NullMarked
package io.bpfledger.journal.store;

import org.jspecify.annotations.NullMarked;
