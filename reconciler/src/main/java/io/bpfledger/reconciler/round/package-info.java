/**
 * The part of the reconciler that acts: one {@link io.bpfledger.reconciler.round.Round} looks,
 * compares, plans, tells entities what to do and looks again; {@link
 * io.bpfledger.reconciler.round.Reconciler} says when. Nothing here touches an object in the kernel
 * itself: entities do, after they have looked for themselves.
 */
@NullMarked
package io.bpfledger.reconciler.round;

import org.jspecify.annotations.NullMarked;
