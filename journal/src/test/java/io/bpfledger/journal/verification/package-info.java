/** What was done to a ledger is found and named. */
@NullMarked
package io.bpfledger.journal.verification;

import org.jspecify.annotations.NullMarked;
