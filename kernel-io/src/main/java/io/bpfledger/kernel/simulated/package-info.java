/**
 * A kernel in memory, with the true semantics of Linux and none of its accidents.
 *
 * <p>{@link io.bpfledger.kernel.simulated.SimulatedHost} is the machine, {@link
 * io.bpfledger.kernel.simulated.SimulatedProcess} one process on it, which is a {@link
 * io.bpfledger.kernel.Kernel}. Objects live by reference counts; what is neither open nor pinned
 * nor used vanishes. The same seed and the same calls give the same trace: nothing here reads a
 * clock, sleeps, or depends on the identity of an object.
 *
 * <p>What a test does with it:
 *
 * <ul>
 *   <li>kill a process at any moment, or boot the machine again, and see what is left: {@link
 *       io.bpfledger.kernel.simulated.SimulatedProcess#crash()}, {@link
 *       io.bpfledger.kernel.simulated.SimulatedHost#reboot()}. A call of a dead process ends with
 *       {@link io.bpfledger.kernel.simulated.ProcessDied}, which is no answer of the kernel;
 *   <li>let operations fail, be done and fail, crash, or take long: a {@link
 *       io.bpfledger.kernel.simulated.Fault} in the {@link io.bpfledger.kernel.simulated.FaultPlan}
 *       of a process;
 *   <li>act as somebody else: {@link io.bpfledger.kernel.simulated.OutsideWorld} for administrators
 *       and devices that come and go, a process of its own for a manager that holds programs;
 *   <li>read what was done, in lines such as {@code load:prog_one:ok}: {@link
 *       io.bpfledger.kernel.simulated.Recording}.
 * </ul>
 *
 * <p>Rules of bpfledger do not belong here; where Linux differs from this package, this package is
 * wrong.
 */
@NullMarked
package io.bpfledger.kernel.simulated;

import org.jspecify.annotations.NullMarked;
