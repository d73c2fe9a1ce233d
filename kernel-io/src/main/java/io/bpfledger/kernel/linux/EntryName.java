package io.bpfledger.kernel.linux;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A name that the kernel gave, as a path of Java. */
public final class EntryName {

  private EntryName() {}

  /** Empty for a name that paths cannot express: in the POSIX locale all that is not ASCII. */
  public static Optional<Path> in(Path directory, String name) {
    try {
      return Optional.of(directory.resolve(name));
    } catch (InvalidPathException inexpressible) {
      return Optional.empty();
    }
  }
}
