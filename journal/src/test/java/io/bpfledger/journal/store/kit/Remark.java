package io.bpfledger.journal.store.kit;

import java.util.List;

/** What tests of the storage write: the storage must not care what it is. */
public sealed interface Remark {

  /** An event of one text. */
  record Said(String text) implements Remark {}

  /** A state: everything said so far. */
  record Heard(List<String> texts) implements Remark {

    public Heard {
      texts = List.copyOf(texts);
    }
  }
}
