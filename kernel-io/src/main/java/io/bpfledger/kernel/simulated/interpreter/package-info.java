/**
 * Runs BPF instructions, so that a test-run and a chain do in memory what they do in Linux.
 *
 * <p>Enough for the programs that people write for XDP and TC: arithmetic, jumps, sub-programs,
 * tail calls, the stack, packets, contexts, maps and the common helpers. What is beyond that stops
 * the run with a {@link io.bpfledger.kernel.simulated.interpreter.Trap} that names it. It knows
 * nothing of processes, handles or hooks.
 */
@NullMarked
package io.bpfledger.kernel.simulated.interpreter;

import org.jspecify.annotations.NullMarked;
