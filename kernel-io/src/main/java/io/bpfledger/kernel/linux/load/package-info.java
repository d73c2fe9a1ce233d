/**
 * One load of an object: what libbpf is told before, what is taken over after, and what a refusal
 * means.
 *
 * <p>Start at {@link io.bpfledger.kernel.linux.load.ObjectLoad}. What to load was decided before,
 * in a {@link io.bpfledger.kernel.elf.LoadPlan}; how libbpf is called is known to the package
 * {@code libbpf}.
 */
@NullMarked
package io.bpfledger.kernel.linux.load;

import org.jspecify.annotations.NullMarked;
