package io.bpfledger.kernel.linux.ffi;

/** What {@code openat} and its like take for a directory and for flags. */
public final class OpenFlags {

  /** In place of a directory's descriptor: paths count from where the process is. */
  public static final int WORKING_DIRECTORY = -100;

  /** The same number for sockets, eventfd and inotify. */
  public static final int CLOSE_ON_EXEC = 0x80000;

  public static final int NON_BLOCKING = 0x800;

  /** Names the file and does not open it. */
  public static final int PATH_ONLY = 0x200000;

  /** Refuses what is no directory; the number depends on the architecture. */
  public static final int DIRECTORY = directory(System.getProperty("os.arch"));

  private OpenFlags() {}

  /** On aarch64 the number of x86-64 is O_DIRECT, with which no directory can be opened. */
  static int directory(String architecture) {
    return architecture.equals("aarch64") ? 0x4000 : 0x10000;
  }
}
