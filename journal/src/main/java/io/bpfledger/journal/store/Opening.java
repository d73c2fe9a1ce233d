package io.bpfledger.journal.store;

/** What trying to open a ledger gave. */
public sealed interface Opening<T> {

  record Opened<T>(T value) implements Opening<T> {}

  record Refused<T>(StoreRefusal refusal) implements Opening<T> {}

  static <T> Opening<T> opened(T value) {
    return new Opened<>(value);
  }

  static <T> Opening<T> refused(StoreRefusal refusal) {
    return new Refused<>(refusal);
  }

  /**
   * What was opened.
   *
   * @throws IllegalStateException with the refusal's message
   */
  default T orThrow() {
    return switch (this) {
      case Opened<T> opened -> opened.value();
      case Refused<T> refused -> throw new IllegalStateException(refused.refusal().message());
    };
  }
}
