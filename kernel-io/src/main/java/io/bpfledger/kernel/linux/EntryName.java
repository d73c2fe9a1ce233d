package io.bpfledger.kernel.linux;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A name that the kernel gave, as a path of Java. */
public final class EntryName {

  private EntryName() {}

  /**
   * Empty for a name that paths cannot express: what is not UTF-8, and in the POSIX locale all that
   * is not ASCII. A path to something else would do more harm than none.
   */
  public static Optional<Path> in(Path directory, byte[] name) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
      return Optional.of(directory.resolve(text));
    } catch (CharacterCodingException | InvalidPathException inexpressible) {
      return Optional.empty();
    }
  }
}
