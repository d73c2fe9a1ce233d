/** Reports of runs that were made up. */
@NullMarked
package io.bpfledger.reconciler.report;

import org.jspecify.annotations.NullMarked;
