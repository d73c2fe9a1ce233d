/**
 * A kernel in memory, with the true semantics of Linux and none of its accidents.
 *
 * <p>{@link io.bpfledger.kernel.simulated.SimulatedHost} is the machine, {@link
 * io.bpfledger.kernel.simulated.SimulatedProcess} one process on it, which is a {@link
 * io.bpfledger.kernel.Kernel}. Objects live by reference counts; what is neither open nor pinned
 * nor used vanishes. The same seed and the same calls give the same trace: nothing here reads a
 * clock, sleeps, or depends on the identity of an object.
 *
 * <p>Rules of bpfledger do not belong here; where Linux differs from this package, this package is
 * wrong.
 */
@NullMarked
package io.bpfledger.kernel.simulated;

import org.jspecify.annotations.NullMarked;
