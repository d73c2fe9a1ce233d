/**
 * What a stream of events comes to: the state of one entity, and how each event changes it.
 *
 * <p>{@code evolve} is a pure and total function for each kind of entity. An event that cannot
 * happen in a state is refused with {@link io.bpfledger.journal.state.IllegalEvent}; it is a
 * mistake of whoever decided it, or a ledger that was altered. What is to happen is decided
 * elsewhere; here is only what it means that it happened.
 *
 * <p>One thing at a time: while an operation or a repair is under way, its outcome must come before
 * anything else begins. Only labels and policies may change meanwhile.
 */
@NullMarked
package io.bpfledger.journal.state;

import org.jspecify.annotations.NullMarked;
