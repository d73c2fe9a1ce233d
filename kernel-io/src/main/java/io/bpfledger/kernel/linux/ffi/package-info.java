/**
 * Raw system calls, memory and file descriptors: the only package that makes downcalls to libc.
 *
 * <p>Calls answer as the kernel does, with the value or the negative error number. Nothing here
 * knows what a program or a link is.
 */
@NullMarked
package io.bpfledger.kernel.linux.ffi;

import org.jspecify.annotations.NullMarked;
