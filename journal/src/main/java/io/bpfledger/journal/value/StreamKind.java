package io.bpfledger.journal.value;

import java.util.Optional;

/** The four kinds of streams in the ledger. */
public enum StreamKind implements Word {
  HOST("host"),
  PROGRAM("program"),
  LINK("link"),
  DISPATCHER("dispatcher");

  private final String word;

  StreamKind(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  public static Optional<StreamKind> named(String word) {
    for (StreamKind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
