package io.bpfledger.kernel.chain;

/** The verdicts of TC programs. */
public enum TcVerdict implements Verdict {
  UNSPEC(-1),
  OK(0),
  RECLASSIFY(1),
  SHOT(2),
  PIPE(3),
  STOLEN(4),
  QUEUED(5),
  REPEAT(6),
  REDIRECT(7),
  TRAP(8),
  /** No verdict of its own; known to chains only. */
  DISPATCHER_RETURN(30);

  private final int number;

  TcVerdict(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }

  /** One up, as the numbers begin at -1. */
  @Override
  public int bit() {
    return 1 << (number + 1);
  }
}
