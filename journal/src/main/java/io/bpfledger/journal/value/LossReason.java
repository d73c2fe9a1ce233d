package io.bpfledger.journal.value;

/** Why something that was in the kernel is taken for lost. */
public enum LossReason implements Word {
  /** The kernel is another one; nothing of the old is there. */
  REBOOT("reboot"),
  /** The kernel has it no more. */
  ABSENT("absent"),
  /** Something else stands where it stood. */
  REPLACED("replaced"),
  /** The link lives but runs another program. */
  RETARGETED("retargeted"),
  /** The link lives but holds no hook. */
  DEFUNCT("defunct"),
  /** The interface, namespace, cgroup or process it was on is gone. */
  TARGET_GONE("target-gone"),
  /** The program of the link is gone. */
  PROGRAM_GONE("program-gone");

  private final String word;

  LossReason(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
