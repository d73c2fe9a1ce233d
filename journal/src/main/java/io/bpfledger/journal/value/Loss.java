package io.bpfledger.journal.value;

/**
 * That something is lost, and how that was seen.
 *
 * @param observed what the kernel showed instead, in words
 */
public record Loss(LossReason reason, String observed) {

  public Loss {
    Limits.text("observation", observed);
  }

  public String describe() {
    return observed.isEmpty() ? reason.word() : reason.word() + ": " + observed;
  }
}
