/**
 * What is in the kernel and not ours: listed with all that is known of it and a guess whose it is.
 * Nothing here leads to a step of a plan.
 */
@NullMarked
package io.bpfledger.reconciler.foreign;

import org.jspecify.annotations.NullMarked;
