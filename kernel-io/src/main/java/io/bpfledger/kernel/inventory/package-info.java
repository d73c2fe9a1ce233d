/**
 * The inventory: what one kernel holds at one time, read through the port, so it is the same on
 * Linux and on the simulated kernel.
 *
 * <p>It looks and never changes anything. Whether something is ours, missing or too much is not
 * said here; what could not be read is, since a part that was not read proves nothing gone.
 */
@NullMarked
package io.bpfledger.kernel.inventory;

import org.jspecify.annotations.NullMarked;
