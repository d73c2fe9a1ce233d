/** Rounds and when they are made: by hand, and on a simulated machine with a real ledger. */
@NullMarked
package io.bpfledger.reconciler.round;

import org.jspecify.annotations.NullMarked;
