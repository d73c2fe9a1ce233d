/**
 * Other namespaces: what a path stands for, and how to run a call inside.
 *
 * <p>Only threads that die afterwards ever enter one; no thread of a pool and no virtual thread is
 * taken there. Nothing here knows what the call is about.
 */
@NullMarked
package io.bpfledger.kernel.linux.namespace;

import org.jspecify.annotations.NullMarked;
