/**
 * What the kernel tells unasked: where it comes from, how it is read, and the one thread of a
 * subscription that waits for it.
 *
 * <p>Sources turn bytes of the kernel into {@link io.bpfledger.kernel.Notification}s and know
 * nothing of listeners beyond that. All of them are hints: what is lost is said to be lost.
 */
@NullMarked
package io.bpfledger.kernel.linux.events;

import org.jspecify.annotations.NullMarked;
