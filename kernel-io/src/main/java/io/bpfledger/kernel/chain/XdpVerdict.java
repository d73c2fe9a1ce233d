package io.bpfledger.kernel.chain;

/** The verdicts of XDP programs. */
public enum XdpVerdict implements Verdict {
  ABORTED(0),
  DROP(1),
  PASS(2),
  TX(3),
  REDIRECT(4),
  /** No verdict of its own; known to chains only. */
  DISPATCHER_RETURN(31);

  private final int number;

  XdpVerdict(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public int bit() {
    return 1 << number;
  }
}
