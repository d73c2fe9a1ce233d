/**
 * Reads object files in plain Java, before any other parser sees them.
 *
 * <p>Object files come from strangers. So every offset is checked with arithmetic that cannot
 * overflow, every count has a limit with a name ({@link io.bpfledger.kernel.elf.ElfLimits}), and
 * whatever is wrong with a file ends in the one declared exception, {@link
 * io.bpfledger.kernel.elf.ElfRejected}. Start at {@link io.bpfledger.kernel.elf.ElfFile} for
 * sections, symbols and relocations.
 *
 * <p>Everything here is a pure function of the bytes: no kernel, no file system, no clock, no
 * {@code java.lang.foreign}.
 */
@NullMarked
package io.bpfledger.kernel.elf;

import org.jspecify.annotations.NullMarked;
