package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.value.Limits;

/** Words that fit into the ledger. */
final class Texts {

  private Texts() {}

  static String shortened(String text) {
    return text.length() <= Limits.TEXT_CHARACTERS_MAX
        ? text
        : text.substring(0, Limits.TEXT_CHARACTERS_MAX);
  }
}
