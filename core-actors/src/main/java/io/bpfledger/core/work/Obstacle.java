package io.bpfledger.core.work;

import io.bpfledger.journal.value.Failure;

/** What a piece of work cannot get round; it ends as a failed answer. Carries no stack trace. */
final class Obstacle extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  Obstacle(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  Obstacle(String message) {
    this(new Failure.Blocked(message));
  }

  Failure failure() {
    return failure;
  }
}
