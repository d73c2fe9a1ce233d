package io.bpfledger.kernel.attach;

/** Where on the receive path an XDP program runs. */
public enum XdpMode {
  /** The driver's own hook where it has one, else the generic one. */
  AUTOMATIC("auto", 0),
  GENERIC("generic", 1 << 1),
  NATIVE("native", 1 << 2),
  HARDWARE("hw", 1 << 3);

  private final String word;
  private final int flags;

  XdpMode(String word, int flags) {
    this.word = word;
    this.flags = flags;
  }

  public String word() {
    return word;
  }

  /** The XDP_FLAGS_* bit of the mode. */
  public int flags() {
    return flags;
  }
}
