package io.bpfledger.core.work;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What is pinned of one program, committed or staged: {@code program} and {@code maps/NAME}.
 *
 * @param path the directory
 */
record ProgramDirectory(Path path) {

  static final String PROGRAM = "program";
  static final String MAPS = "maps";

  /** What bpffs takes, and what leads nowhere else: names come from object files. */
  private static final Pattern PINNABLE = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  /** Whether a map of this name has a pin; those of global variables, such as .bss, have none. */
  static boolean isPinnable(String map) {
    return PINNABLE.matcher(map).matches();
  }

  /** The directory of the batch it was loaded with. */
  Path batch() {
    return path.resolve("..").normalize();
  }

  Path program() {
    return path.resolve(PROGRAM);
  }

  Path maps() {
    return path.resolve(MAPS);
  }

  Path map(String name) {
    return maps().resolve(name);
  }
}
