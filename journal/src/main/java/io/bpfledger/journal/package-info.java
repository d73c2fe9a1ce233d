/** The ledger. */
@NullMarked
package io.bpfledger.journal;

import org.jspecify.annotations.NullMarked;
