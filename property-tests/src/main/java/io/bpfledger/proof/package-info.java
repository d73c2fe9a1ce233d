/** Proofs. */
@NullMarked
package io.bpfledger.proof;

import org.jspecify.annotations.NullMarked;
