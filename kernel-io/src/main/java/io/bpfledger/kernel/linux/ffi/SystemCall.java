package io.bpfledger.kernel.linux.ffi;

/** The system calls we make, with their numbers on each architecture we run on. */
public enum SystemCall {
  CLOSE(3, 57),
  IOCTL(16, 29),
  FCNTL(72, 25),
  OPENAT(257, 56),
  READ(0, 63),
  WRITE(1, 64),
  MKDIRAT(258, 34),
  UNLINKAT(263, 35),
  RENAMEAT2(316, 276),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  GETDENTS64(217, 61),
  FSTATFS(138, 44),
  STATX(332, 291),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  MMAP(9, 222),
  MUNMAP(11, 215),
  POLL(271, 73),
  SOCKET(41, 198),
  BIND(49, 200),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  SETSOCKOPT(54, 208),
  SETNS(308, 268),
  UNSHARE(272, 97),
  EVENTFD2(290, 19),
  INOTIFY_INIT1(294, 26),
  INOTIFY_ADD_WATCH(254, 27),
  GETTID(186, 178),
  PERF_EVENT_OPEN(298, 241),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  OPENAT2(437, 437),
  BPF(321, 280);

  private static final boolean AARCH64 = aarch64();

  private final int x86Number;
  private final int aarch64Number;

  SystemCall(int x86Number, int aarch64Number) {
    this.x86Number = x86Number;
    this.aarch64Number = aarch64Number;
  }

  /** The number on this machine. {@link #POLL} is ppoll, which both architectures have. */
  public int number() {
    return AARCH64 ? aarch64Number : x86Number;
  }

  private static boolean aarch64() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> false;
      case "aarch64" -> true;
      case String other ->
          throw new IllegalStateException(
              "bpfledger knows the system calls of x86-64 and aarch64, not of " + other);
    };
  }
}
