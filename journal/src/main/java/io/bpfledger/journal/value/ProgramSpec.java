package io.bpfledger.journal.value;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which program somebody wants loaded, and how.
 *
 * @param name the function's name in the object
 * @param kind what it is loaded as
 * @param attachType the expected attach type where the kind leaves it open
 * @param function the kernel function, LSM hook or tracepoint that a tracing program is for
 * @param globals new first values of global variables, by name
 * @param mapOwner the program whose maps it uses in place of its own of the same names
 */
public record ProgramSpec(
    String name,
    AttachKind kind,
    Optional<AttachType> attachType,
    Optional<String> function,
    Bytecode bytecode,
    SortedMap<String, Bytes> globals,
    Optional<ProgramKey> mapOwner) {

  public static final int GLOBALS_MAX = 1024;

  public ProgramSpec {
    Limits.name("program name", name);
    function.ifPresent(target -> Limits.name("function", target));
    Limits.atMost("globals", globals.keySet(), GLOBALS_MAX);
    globals.keySet().forEach(global -> Limits.name("global", global));
    globals = Collections.unmodifiableSortedMap(new TreeMap<>(globals));
  }
}
