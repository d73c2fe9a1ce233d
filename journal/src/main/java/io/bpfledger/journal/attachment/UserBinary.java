package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import java.util.OptionalInt;

/**
 * A binary of user space.
 *
 * @param path its path, or the bare name of a library such as {@code libc}
 * @param mountNamespacePid the process in whose mount namespace the path is looked up, such as a
 *     container's
 */
public record UserBinary(String path, OptionalInt mountNamespacePid) {

  public UserBinary {
    Limits.path("binary", path);
    mountNamespacePid.ifPresent(pid -> Limits.positive("pid", pid));
  }
}
