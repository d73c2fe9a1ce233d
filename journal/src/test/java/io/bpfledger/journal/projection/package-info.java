/** The ledger in memory says what the entries say, whichever way it came to be. */
@NullMarked
package io.bpfledger.journal.projection;

import org.jspecify.annotations.NullMarked;
