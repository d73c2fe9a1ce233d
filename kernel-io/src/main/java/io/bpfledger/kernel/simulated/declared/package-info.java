/**
 * Small object files made without a compiler, for tests and demonstrations.
 *
 * <p>What comes out is a real ELF object with BTF-declared maps: inspection reads it, and Linux
 * loads it too. Only the wish to be refused by the verifier is understood by the simulated kernel
 * alone.
 */
@NullMarked
package io.bpfledger.kernel.simulated.declared;

import org.jspecify.annotations.NullMarked;
