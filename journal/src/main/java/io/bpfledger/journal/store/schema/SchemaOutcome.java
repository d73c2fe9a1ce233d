package io.bpfledger.journal.store.schema;

/** How a ledger's schema stands to the one this program knows, once it has been looked at. */
public sealed interface SchemaOutcome {

  /** It is the one this program knows. */
  record Current(int version) implements SchemaOutcome {}

  /** It was brought forward; {@code from} is 0 for a new ledger. */
  record Migrated(int from, int to) implements SchemaOutcome {}

  /** It was written by a later program. Nothing was touched. */
  record Newer(int found, int known) implements SchemaOutcome {}

  /** The database holds tables, but not those of a ledger. Nothing was touched. */
  record Foreign(String why) implements SchemaOutcome {}
}
