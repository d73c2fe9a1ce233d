/**
 * Turns differences into steps: in which order, how many, under whose policy, and on what they were
 * computed from. Pure; whoever carries a plan out looks again before and after each step.
 */
@NullMarked
package io.bpfledger.reconciler.plan;

import org.jspecify.annotations.NullMarked;
