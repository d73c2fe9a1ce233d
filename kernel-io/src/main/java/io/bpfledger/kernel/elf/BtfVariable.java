package io.bpfledger.kernel.elf;

/**
 * One variable of a data section of BTF.
 *
 * @param offset where it lies in the section, as far as no symbol says better
 */
record BtfVariable(String name, int type, long offset, long size) {}
