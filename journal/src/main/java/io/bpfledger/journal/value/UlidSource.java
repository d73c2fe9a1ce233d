package io.bpfledger.journal.value;

/** Where new identifiers come from. */
@FunctionalInterface
public interface UlidSource {

  /** An identifier that was never given before. */
  Ulid next();
}
