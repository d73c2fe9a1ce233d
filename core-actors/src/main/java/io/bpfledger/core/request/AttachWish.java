package io.bpfledger.core.request;

import io.bpfledger.journal.value.ProgramKey;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How somebody wants a program attached, in his words.
 *
 * @param kind the kind of attachment; empty for the one the program was loaded as
 * @param options by the names of the command line; lists hold commas
 * @param labels what to write on the link
 * @param restart the restart policy; empty for the default
 */
public record AttachWish(
    ProgramKey program,
    Optional<String> kind,
    SortedMap<String, String> options,
    Map<String, String> labels,
    Optional<String> restart) {

  public AttachWish {
    options = new TreeMap<>(options);
    labels = Map.copyOf(labels);
  }

  /** A wish of nothing but a place. */
  public static AttachWish of(ProgramKey program, String kind, Map<String, String> options) {
    return new AttachWish(
        program, Optional.of(kind), new TreeMap<>(options), Map.of(), Optional.empty());
  }
}
