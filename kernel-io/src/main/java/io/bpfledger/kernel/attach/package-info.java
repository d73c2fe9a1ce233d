/**
 * Where programs are attached: one record per attach kind, one file each.
 *
 * <p>Plain values only. What a target means to Linux lives in {@code kernel.linux.attach}, what it
 * means to the simulated kernel in {@code kernel.simulated}; nothing here calls a kernel.
 */
@NullMarked
package io.bpfledger.kernel.attach;

import org.jspecify.annotations.NullMarked;
