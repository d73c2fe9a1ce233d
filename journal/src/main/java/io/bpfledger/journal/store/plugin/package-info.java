/**
 * What Akka's JDBC journal loads by name to write and read the ledger. It takes the place of the
 * journal's own data access, for four reasons: rows are sealed and checked, one refused row does
 * not fail the writes that shared its commit, a commit that failed is rolled back and never
 * committed by accident, and a read after a failed write waits until that write has truly ended.
 *
 * <p>Nothing else of bpfledger uses these classes.
 */
@NullMarked
package io.bpfledger.journal.store.plugin;

import org.jspecify.annotations.NullMarked;
