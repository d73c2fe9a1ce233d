package io.bpfledger.core.request;

import io.bpfledger.core.machine.Refusal;

/** Ends a check with a refusal. Carries no stack trace. */
final class Unsound extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  Unsound(Refusal.Reason reason, String message) {
    super(message, null, false, false);
    this.refusal = new Refusal(reason, message);
  }

  static Unsound invalid(String message) {
    return new Unsound(Refusal.Reason.INVALID, message);
  }

  Refusal refusal() {
    return refusal;
  }
}
