package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;

/** What the holder of a handle may do to the map: the one who made it may have wanted less. */
enum MapAccess {
  READ_WRITE,
  READ,
  WRITE;

  static final int READ_ONLY = 1 << 3;
  static final int WRITE_ONLY = 1 << 4;

  /** The access that goes with the first handle of a map with these flags. */
  static MapAccess ofFlags(int flags) {
    if ((flags & READ_ONLY) != 0) {
      return READ;
    }
    return (flags & WRITE_ONLY) != 0 ? WRITE : READ_WRITE;
  }

  void requireRead() {
    if (this == WRITE) {
      throw new Refusal(Errno.EPERM, "the handle is for writing only");
    }
  }

  void requireWrite() {
    if (this == READ) {
      throw new Refusal(Errno.EPERM, "the handle is for reading only");
    }
  }
}
