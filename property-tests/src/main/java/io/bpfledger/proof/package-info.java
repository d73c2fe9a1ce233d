/**
 * Proof across modules: the same contract on both kernels, random sequences, fault sweeps, and the
 * rules of the house. Everything is a test; nothing here is part of the product.
 */
@NullMarked
package io.bpfledger.proof;

import org.jspecify.annotations.NullMarked;
