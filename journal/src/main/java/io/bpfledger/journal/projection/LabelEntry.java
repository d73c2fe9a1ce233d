package io.bpfledger.journal.projection;

import io.bpfledger.journal.value.StreamId;

/** That an entity bears a label. */
record LabelEntry(String key, String value, StreamId entity) implements Comparable<LabelEntry> {

  @Override
  public int compareTo(LabelEntry other) {
    int byKey = key.compareTo(other.key);
    int byValue = byKey != 0 ? byKey : value.compareTo(other.value);
    return byValue != 0 ? byValue : entity.compareTo(other.entity);
  }
}
