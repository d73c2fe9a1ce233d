package io.bpfledger.kernel.elf;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One map that an object declares.
 *
 * @param pinnedByName whether it asks to be pinned, and found, under its name
 * @param inner what the maps in a map of maps look like
 * @param initialValues for maps of programs or maps the name of what is at an index at first; for
 *     struct_ops maps the programs, by their place in units of eight bytes
 * @param sectionIndex where it is declared: the section
 * @param offset where it is declared: the offset in the section, which instructions refer to
 */
public record MapDefinition(
    String name,
    MapOrigin origin,
    MapShape shape,
    boolean pinnedByName,
    Optional<MapShape> inner,
    SortedMap<Integer, String> initialValues,
    int sectionIndex,
    int offset) {

  public MapDefinition {
    initialValues = new TreeMap<>(initialValues);
  }
}
