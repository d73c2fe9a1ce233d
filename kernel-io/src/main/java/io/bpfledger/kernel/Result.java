package io.bpfledger.kernel;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What an operation of the port answers: a value, or the error as a value. */
public sealed interface Result<T> {

  /** The operation was done. */
  record Success<T>(T value) implements Result<T> {}

  /** The operation was refused or failed. */
  record Failure<T>(KernelError error) implements Result<T> {}

  static <T> Result<T> success(T value) {
    return new Success<>(value);
  }

  static <T> Result<T> failure(KernelError error) {
    return new Failure<>(error);
  }

  static Result<Done> done() {
    return new Success<>(Done.DONE);
  }

  default boolean succeeded() {
    return this instanceof Success<T>;
  }

  /** The error of a failure. */
  default Optional<KernelError> problem() {
    return switch (this) {
      case Success<T> _ -> Optional.empty();
      case Failure<T> failure -> Optional.of(failure.error());
    };
  }

  /** Whether this is a failure with that errno. */
  default boolean failedWith(Errno errno) {
    return problem().filter(error -> error.errno().equals(errno)).isPresent();
  }

  /** The value of a success. */
  default Optional<T> asOptional() {
    return switch (this) {
      case Success<T> success -> Optional.of(success.value());
      case Failure<T> _ -> Optional.empty();
    };
  }

  default <U> Result<U> map(Function<? super T, ? extends U> function) {
    return switch (this) {
      case Success<T> success -> new Success<>(function.apply(success.value()));
      case Failure<T> failure -> new Failure<>(failure.error());
    };
  }

  default <U> Result<U> flatMap(Function<? super T, Result<U>> function) {
    return switch (this) {
      case Success<T> success -> function.apply(success.value());
      case Failure<T> failure -> new Failure<>(failure.error());
    };
  }

  /** The same success, or the failure with another error: one that says more. */
  default Result<T> mapError(UnaryOperator<KernelError> function) {
    return switch (this) {
      case Success<T> success -> success;
      case Failure<T> failure -> new Failure<>(function.apply(failure.error()));
    };
  }

  /**
   * The value of a success.
   *
   * @throws KernelFailure of a failure
   */
  default T orThrow() {
    return switch (this) {
      case Success<T> success -> success.value();
      case Failure<T> failure -> throw new KernelFailure(failure.error());
    };
  }
}
