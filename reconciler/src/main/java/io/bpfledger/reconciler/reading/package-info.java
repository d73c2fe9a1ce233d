/**
 * Looks at a kernel. The only part of the reconciler's reasoning that has effects, and it changes
 * nothing: every handle it opens it closes.
 */
@NullMarked
package io.bpfledger.reconciler.reading;

import org.jspecify.annotations.NullMarked;
