package io.bpfledger.reconciler.survey;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Result;
import java.util.Optional;

/** What came of looking for one thing. */
public sealed interface Reading<T> {

  record Seen<T>(T value) implements Reading<T> {}

  /** It was looked for and is not there. */
  record Nothing<T>() implements Reading<T> {}

  /** It was not looked for, or could not be read, so nothing is known. */
  record Unread<T>(String why) implements Reading<T> {}

  static <T> Reading<T> of(Result<Optional<T>> result) {
    return switch (result) {
      case Result.Success<Optional<T>>(Optional<T> value) ->
          value.<Reading<T>>map(Seen::new).orElseGet(Nothing::new);
      case Result.Failure<Optional<T>>(KernelError error) -> new Unread<>(error.message());
    };
  }

  default Optional<T> asOptional() {
    return switch (this) {
      case Seen<T>(T value) -> Optional.of(value);
      case Nothing<T> _, Unread<T> _ -> Optional.empty();
    };
  }

  default boolean isUnread() {
    return this instanceof Unread<T>;
  }
}
