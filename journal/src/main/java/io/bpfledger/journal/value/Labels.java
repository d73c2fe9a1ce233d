package io.bpfledger.journal.value;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What people write on a program or a link, by key. */
public record Labels(SortedMap<String, String> entries) {

  /** The label that says to which application something belongs. */
  public static final String APPLICATION = "bpfman.io/application";

  public static final int LABELS_MAX = 128;
  public static final int KEY_CHARACTERS_MAX = 317;
  public static final int VALUE_CHARACTERS_MAX = 4096;

  public static final Labels NONE = new Labels(new TreeMap<>());

  public Labels {
    Limits.atMost("labels", entries.keySet(), LABELS_MAX);
    entries.forEach(
        (key, value) -> {
          Limits.text("label key", key, 1, KEY_CHARACTERS_MAX);
          Limits.text("value of label " + key, value, 0, VALUE_CHARACTERS_MAX);
        });
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  public static Labels of(Map<String, String> entries) {
    return entries.isEmpty() ? NONE : new Labels(new TreeMap<>(entries));
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  public Optional<String> application() {
    return value(APPLICATION);
  }

  /** Whether each of the wanted labels is among these, with the same value. */
  public boolean match(Labels wanted) {
    return entries.entrySet().containsAll(wanted.entries.entrySet());
  }
}
