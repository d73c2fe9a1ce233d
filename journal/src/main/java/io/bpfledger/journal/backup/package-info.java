/**
 * Copies of a whole ledger that can be opened as a ledger.
 *
 * <p>A backup is a state folder: the database, always SQLite, and the objects. It is made while the
 * service works, shows one moment, and is inspected before it is called done.
 */
@NullMarked
package io.bpfledger.journal.backup;

import org.jspecify.annotations.NullMarked;
