/**
 * Reads object files in plain Java, before any other parser sees them.
 *
 * <p>Object files come from strangers. So every offset is checked with arithmetic that cannot
 * overflow, every count has a limit with a name ({@link io.bpfledger.kernel.elf.ElfLimits}), and
 * whatever is wrong with a file ends in the one declared exception, {@link
 * io.bpfledger.kernel.elf.ElfRejected}.
 *
 * <p>Start at {@link io.bpfledger.kernel.elf.ObjectInspection}, which says what programs, maps and
 * globals an object has; {@link io.bpfledger.kernel.elf.ProgramReach} says what one program uses.
 * Below it {@link io.bpfledger.kernel.elf.ElfFile} knows sections, symbols and relocations, and the
 * {@code Btf} classes the types. {@link io.bpfledger.kernel.elf.SectionTable} is the one place that
 * knows what a section's name means. {@link io.bpfledger.kernel.elf.LoadPlan} checks a request to
 * load against all that, once for every kernel.
 *
 * <p>Everything here is a pure function of the bytes: no kernel, no file system, no clock, no
 * {@code java.lang.foreign}.
 */
@NullMarked
package io.bpfledger.kernel.elf;

import org.jspecify.annotations.NullMarked;
