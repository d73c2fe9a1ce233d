/**
 * The kernel port: everything that bpfledger will ever ask of a kernel, as operations on values.
 *
 * <p>Here live the interfaces ({@link io.bpfledger.kernel.Kernel} and its parts), the values they
 * take and give, and errors as values. Implementations live below: {@code linux} talks to the real
 * kernel and is the only place that sees {@code java.lang.foreign}, {@code simulated} is a kernel
 * in memory. Rules about pin paths, staging order or undoing do not belong here but above, where
 * both kernels run them.
 */
@NullMarked
package io.bpfledger.kernel;

import org.jspecify.annotations.NullMarked;
