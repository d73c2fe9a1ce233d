/**
 * Random sequences of kernel operations, played on the simulated kernel and on Linux side by side.
 * After every step both must have answered the same and show the same.
 *
 * <p>Steps are data, so that a sequence can be printed, shrunk and kept as a test.
 */
@NullMarked
package io.bpfledger.proof.sequence;

import org.jspecify.annotations.NullMarked;
