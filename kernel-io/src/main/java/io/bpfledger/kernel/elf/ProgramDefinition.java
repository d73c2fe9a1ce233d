package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.AttachKind;
import java.util.Optional;

/**
 * One program of an object: a function that can be loaded by itself.
 *
 * @param meaning what its section says about it; empty if the section's name says nothing
 */
public record ProgramDefinition(FunctionDefinition function, Optional<SectionMeaning> meaning) {

  private static final String SUBPROGRAMS = ".text";

  /** Only global functions of sections with a name of their own are programs. */
  static boolean isProgram(FunctionDefinition function) {
    return function.global()
        && !function.section().equals(SUBPROGRAMS)
        && !function.section().startsWith(SUBPROGRAMS + ".");
  }

  public String name() {
    return function.name();
  }

  public String section() {
    return function.section();
  }

  /** The kind its section implies. */
  public Optional<AttachKind> kind() {
    return meaning.flatMap(SectionMeaning::kind);
  }

  /** What its section says it is to be attached to. */
  public Optional<String> target() {
    return meaning.flatMap(SectionMeaning::target);
  }
}
