package io.bpfledger.kernel.linux.ffi;

/**
 * Flags of {@code openat} for directories, of which the kernel has numbers for each architecture.
 */
public final class OpenFlags {

  public static final int CLOSE_ON_EXEC = 0x80000;

  /** Refuses what is no directory. */
  public static final int DIRECTORY = directory(System.getProperty("os.arch"));

  private OpenFlags() {}

  /** On aarch64 the number of x86-64 is O_DIRECT, with which no directory can be opened. */
  static int directory(String architecture) {
    return architecture.equals("aarch64") ? 0x4000 : 0x10000;
  }
}
