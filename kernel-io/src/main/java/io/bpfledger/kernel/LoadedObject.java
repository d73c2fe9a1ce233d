package io.bpfledger.kernel;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The programs and maps of one load, by their names in the object. Closing closes all of them.
 *
 * @param maps every map the programs use, shared ones included; those that such a map of maps holds
 *     from the beginning; and the struct_ops maps of the programs, ready for a link
 */
public record LoadedObject(
    SortedMap<String, ProgramHandle> programs, SortedMap<String, MapHandle> maps)
    implements AutoCloseable {

  public LoadedObject {
    programs = new TreeMap<>(programs);
    maps = new TreeMap<>(maps);
  }

  /** The program of that name, which the load must have chosen. */
  public ProgramHandle program(String name) {
    ProgramHandle program = programs.get(name);
    if (program == null) {
      throw new IllegalArgumentException("no program " + name + " among " + programs.keySet());
    }
    return program;
  }

  /** The map of that name, which a loaded program must use. */
  public MapHandle map(String name) {
    MapHandle map = maps.get(name);
    if (map == null) {
      throw new IllegalArgumentException("no map " + name + " among " + maps.keySet());
    }
    return map;
  }

  @Override
  public void close() {
    programs.values().forEach(ProgramHandle::close);
    maps.values().forEach(MapHandle::close);
  }
}
