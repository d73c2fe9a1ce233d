package io.bpfledger.kernel;

import java.util.Optional;

/**
 * One program of an object, and as what to load it.
 *
 * @param name the function's name in the object
 * @param kind the kind to load it as; empty when its section says so
 * @param attachType the expected attach type; empty when kind or section says so
 * @param function the kernel function, LSM hook or tracepoint a tracing program is for; empty when
 *     its section says so
 */
public record ProgramSelection(
    String name,
    Optional<AttachKind> kind,
    Optional<AttachType> attachType,
    Optional<String> function) {

  /** The program as its section describes it. */
  public static ProgramSelection of(String name) {
    return new ProgramSelection(name, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static ProgramSelection of(String name, AttachKind kind) {
    return new ProgramSelection(name, Optional.of(kind), Optional.empty(), Optional.empty());
  }

  public static ProgramSelection of(String name, AttachKind kind, String function) {
    return new ProgramSelection(name, Optional.of(kind), Optional.empty(), Optional.of(function));
  }
}
