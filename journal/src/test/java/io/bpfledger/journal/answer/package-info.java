/** What failing storage does to entities, their askers and the ledger. */
@NullMarked
package io.bpfledger.journal.answer;

import org.jspecify.annotations.NullMarked;
