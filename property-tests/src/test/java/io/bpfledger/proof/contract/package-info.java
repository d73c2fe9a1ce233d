/**
 * What every kernel owes the rest of bpfledger, written once and run on both: Linux and the
 * simulated one. Where they differ, the simulated kernel is wrong.
 */
@NullMarked
package io.bpfledger.proof.contract;

import org.jspecify.annotations.NullMarked;
