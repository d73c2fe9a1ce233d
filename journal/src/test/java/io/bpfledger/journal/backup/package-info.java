/** Backups of open ledgers on both databases. */
@NullMarked
package io.bpfledger.journal.backup;

import org.jspecify.annotations.NullMarked;
