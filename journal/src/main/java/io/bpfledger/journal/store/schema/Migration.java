package io.bpfledger.journal.store.schema;

import java.util.List;

/**
 * One step forward of the schema. A step that has been released never changes: the next change is
 * the next step.
 *
 * @param version the version of the schema after this step; the first is 1
 * @param name what it does, for people
 * @param statements run in this order, in one transaction
 */
public record Migration(int version, String name, List<String> statements) {

  public Migration {
    statements = List.copyOf(statements);
  }
}
