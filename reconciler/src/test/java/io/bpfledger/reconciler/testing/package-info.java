/** Ledgers and surveys made by hand, for tests of what is decided about them. */
@NullMarked
package io.bpfledger.reconciler.testing;

import org.jspecify.annotations.NullMarked;
