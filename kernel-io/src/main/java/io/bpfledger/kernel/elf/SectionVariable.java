package io.bpfledger.kernel.elf;

/**
 * A variable with its BTF type and its true place in a section of the file.
 *
 * @param size within the section
 */
record SectionVariable(String name, int type, int offset, int size) {}
