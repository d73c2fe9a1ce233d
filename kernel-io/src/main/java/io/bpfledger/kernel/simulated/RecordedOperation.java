package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Operation;

/**
 * One operation that came to its end.
 *
 * @param process who called
 * @param object what it was about, as in an error message
 * @param outcome {@code ok}, the name of an errno, or {@code crash}
 */
public record RecordedOperation(
    String process, Operation operation, String object, String outcome) {

  static final String OK = "ok";
  static final String CRASH = "crash";

  /** One word, object and outcome, such as {@code attach:xdp on veth0:EBUSY}. */
  public String line() {
    return operation.word() + ":" + object + ":" + outcome;
  }

  @Override
  public String toString() {
    return line();
  }
}
