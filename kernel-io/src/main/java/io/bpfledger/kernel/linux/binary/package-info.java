/**
 * Binaries of user space, as uprobes need them: where a library is, also in a container, and at
 * which offset of the file a function begins.
 *
 * <p>Files come from anybody, so every read is bounded and checked, and what the kernel is given is
 * the very file that was read.
 */
@NullMarked
package io.bpfledger.kernel.linux.binary;

import org.jspecify.annotations.NullMarked;
