/**
 * Chains: several programs in order on a hook that takes one, whose verdicts decide whether the
 * next one runs.
 *
 * <p>Here live the BPF objects of the chains (as resources; their sources are in {@code
 * src/main/bpf}, where {@code chain.h} says what a chain does with every verdict), the values that
 * describe a chain, and {@link io.bpfledger.kernel.chain.Chains}, which builds one in a kernel. It
 * all works through the port alone. Where chains are pinned and attached, in which order their
 * members come and how one replaces another is decided above.
 */
@NullMarked
package io.bpfledger.kernel.chain;

import org.jspecify.annotations.NullMarked;
