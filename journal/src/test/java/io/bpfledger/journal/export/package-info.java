/** A ledger goes out as text and comes back as it was. */
@NullMarked
package io.bpfledger.journal.export;

import org.jspecify.annotations.NullMarked;
