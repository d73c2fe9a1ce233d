/**
 * Giving up what is too old to keep: the content of recorded reconciliation runs, by the policy in
 * the host's state ({@link io.bpfledger.journal.value.RetentionPolicy}; by default the newest 1,000
 * runs and all of the last 90 days are kept). Nothing else in a ledger is ever given up.
 *
 * <p>Never silently: which entries lose their content is an event first, {@code EntriesErased},
 * with principal and cause like every other; then it is carried out, again after a crash if need
 * be. The entries' envelopes and digests stay, so that chains hold and the history shows that there
 * was a run, when, and since when its content is gone.
 */
@NullMarked
package io.bpfledger.journal.retention;

import org.jspecify.annotations.NullMarked;
