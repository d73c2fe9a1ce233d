/**
 * Questions to the past: which events there were, what the ledger was at a time, what changed
 * between two times, and why something happened.
 *
 * <p>All answers are read from the entries, with the service running or not, and change nothing.
 */
@NullMarked
package io.bpfledger.journal.history;

import org.jspecify.annotations.NullMarked;
