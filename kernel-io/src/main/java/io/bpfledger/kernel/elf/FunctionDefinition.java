package io.bpfledger.kernel.elf;

import java.util.List;

/**
 * One function of an object.
 *
 * @param section the name of its section
 * @param sectionIndex the index of its section
 * @param offset where it starts in its section, in bytes
 * @param global whether other functions of other objects could call it; the verifier checks such
 *     functions on their own
 * @param instructions its instructions of eight bytes, not relocated
 * @param relocations those within it; their offsets count from the start of the section
 */
public record FunctionDefinition(
    String name,
    String section,
    int sectionIndex,
    int offset,
    boolean global,
    ElfBytes instructions,
    List<ElfRelocation> relocations) {

  static final int INSTRUCTION_BYTES = 8;

  public int instructionCount() {
    return instructions.size() / INSTRUCTION_BYTES;
  }
}
