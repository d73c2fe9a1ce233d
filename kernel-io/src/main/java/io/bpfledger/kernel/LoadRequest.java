package io.bpfledger.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to load of which object.
 *
 * @param name names the object in errors
 * @param bytes the object file, as its digest was taken
 * @param programs the chosen programs, at least one
 * @param globals new first values of global variables of .rodata, .data and .bss, by name; a name
 *     the object has not and a value of another size are refused
 * @param sharedMaps maps to use in place of the object's own of that name
 * @param pinByNameDirectory where maps that ask to be pinned by name are, or will be, pinned; when
 *     empty such maps stay private
 */
public record LoadRequest(
    String name,
    ObjectBytes bytes,
    List<ProgramSelection> programs,
    Map<String, byte[]> globals,
    Map<String, MapHandle> sharedMaps,
    Optional<Path> pinByNameDirectory) {

  public LoadRequest {
    programs = List.copyOf(programs);
    globals = Map.copyOf(globals);
    sharedMaps = Map.copyOf(sharedMaps);
    if (programs.isEmpty()) {
      throw new IllegalArgumentException("a load chooses at least one program");
    }
  }

  /** A load with no globals and no sharing. */
  public static LoadRequest of(String name, ObjectBytes bytes, ProgramSelection... programs) {
    return new LoadRequest(name, bytes, List.of(programs), Map.of(), Map.of(), Optional.empty());
  }
}
