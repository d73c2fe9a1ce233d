package io.bpfledger.core.work;

import io.bpfledger.journal.value.Failure;
import io.bpfledger.kernel.Result;
import java.util.Optional;
import java.util.function.Function;

/** What a step of a task came to: something, or why not, in the ledger's words. */
sealed interface Attempt<T> {

  record Made<T>(T value) implements Attempt<T> {}

  record Refused<T>(Failure failure) implements Attempt<T> {}

  static <T> Attempt<T> of(Result<T> result) {
    return switch (result) {
      case Result.Success<T>(T value) -> new Made<>(value);
      case Result.Failure<T>(var error) -> new Refused<>(Failure.of(error, Optional.empty()));
    };
  }

  /** What it needs is not as it should be. */
  static <T> Attempt<T> blocked(String by) {
    return new Refused<>(new Failure.Blocked(by));
  }

  default <U> Attempt<U> then(Function<? super T, Attempt<U>> next) {
    return switch (this) {
      case Made<T>(T value) -> next.apply(value);
      case Refused<T>(Failure failure) -> new Refused<>(failure);
    };
  }
}
