/**
 * What this kernel can do, found out by trying.
 *
 * <p>A probe makes tiny programs and maps of its own and gives them back at once. It attaches
 * nothing to anything that exists: links are tried with targets that cannot be, where the errno
 * tells whether the kernel knew the link at all, or in a network namespace that dies with its
 * thread.
 */
@NullMarked
package io.bpfledger.kernel.linux.probe;

import org.jspecify.annotations.NullMarked;
