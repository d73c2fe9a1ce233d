/** What one day's ledger answers about that day. */
@NullMarked
package io.bpfledger.journal.history;

import org.jspecify.annotations.NullMarked;
