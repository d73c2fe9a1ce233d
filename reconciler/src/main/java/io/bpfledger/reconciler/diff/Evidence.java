package io.bpfledger.reconciler.diff;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a difference rests on.
 *
 * @param ledger what the ledger says
 * @param seen what the kernel showed
 * @param fields the identity, field by field, where one was compared
 */
public record Evidence(String ledger, String seen, List<Field> fields) {

  public Evidence {
    fields = List.copyOf(fields);
  }

  /** All of it in one line. */
  public String describe() {
    String compared = fields.stream().map(Field::describe).collect(Collectors.joining(", "));
    return "ledger: %s; seen: %s%s"
        .formatted(ledger, seen, compared.isEmpty() ? "" : " (" + compared + ")");
  }
}
