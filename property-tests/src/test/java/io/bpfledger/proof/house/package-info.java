/** The rules of the house as tests: who may know whom, and what the repository may hold. */
@NullMarked
package io.bpfledger.proof.house;

import org.jspecify.annotations.NullMarked;
