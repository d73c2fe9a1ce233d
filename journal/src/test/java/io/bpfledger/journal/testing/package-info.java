/** Events, histories and clocks that the tests of the ledger share. */
@NullMarked
package io.bpfledger.journal.testing;

import org.jspecify.annotations.NullMarked;
