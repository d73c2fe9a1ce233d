/**
 * Copies of a whole ledger: as a ledger that can be opened, or as text that can be read anywhere.
 *
 * <p>A backup is a state folder: the database, always SQLite, and the objects. It is made while the
 * service works, shows one moment, and is inspected before it is called done. An export is a folder
 * too, with the entries as text.
 */
@NullMarked
package io.bpfledger.journal.backup;

import org.jspecify.annotations.NullMarked;
