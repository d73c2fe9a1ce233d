package io.bpfledger.kernel.elf;

import java.util.Optional;

/**
 * One global variable.
 *
 * @param section the name of its data section
 * @param offset where in that section
 * @param size in bytes
 * @param type its type as in C, where the object has BTF
 */
public record GlobalVariable(
    String name, String section, int offset, int size, Optional<String> type) {}
