package io.bpfledger.kernel.attach;

import java.util.Optional;

/**
 * A place in a binary that is named elsewhere.
 *
 * @param function the symbol the offset counts from; empty when it counts from the file's start
 * @param bytes from there
 */
public record CodeOffset(Optional<String> function, long bytes) {

  public static CodeOffset inFile(long bytes) {
    return new CodeOffset(Optional.empty(), bytes);
  }
}
