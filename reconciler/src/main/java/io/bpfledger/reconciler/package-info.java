/** The reconciler. */
@NullMarked
package io.bpfledger.reconciler;

import org.jspecify.annotations.NullMarked;
