/**
 * The ledger: what was asked for, durable, complete and provably untampered.
 *
 * <p>Here live the events and the states they fold into, their storage, and everything that reads
 * them. What is decided about them lives above, in {@code core} and {@code reconciler}; no package
 * outside {@code journal} sees {@code java.sql}.
 */
@NullMarked
package io.bpfledger.journal;

import org.jspecify.annotations.NullMarked;
