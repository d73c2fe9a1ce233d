/** Real packets through real chains: what the test-run of a program cannot show. */
@NullMarked
package io.bpfledger.proof.traffic;

import org.jspecify.annotations.NullMarked;
