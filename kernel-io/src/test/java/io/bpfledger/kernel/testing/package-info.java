/**
 * What tests on the real kernel share: when they run, and that they leave nothing open.
 *
 * <p>Other modules use it through this module's test-jar. No test lives here but those of the
 * package itself.
 */
@NullMarked
package io.bpfledger.kernel.testing;

import org.jspecify.annotations.NullMarked;
