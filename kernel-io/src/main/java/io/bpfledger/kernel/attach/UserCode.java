package io.bpfledger.kernel.attach;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A place in a binary of user space.
 *
 * @param binary a path, or the bare name of a library such as {@code libc}
 * @param function the symbol the offset counts from; empty when it counts from the file's start
 * @param offset bytes from there
 * @param mountNamespacePid the process in whose mount namespace the path is looked up, such as a
 *     container's
 */
public record UserCode(
    Path binary, Optional<String> function, long offset, OptionalInt mountNamespacePid) {

  public String describe() {
    String where = function.map(name -> ":" + name).orElse("");
    return binary + where + (offset == 0 ? "" : "+" + offset);
  }
}
