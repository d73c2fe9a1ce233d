package io.bpfledger.journal.store.schema;

import java.util.List;

/**
 * The ledger in SQLite.
 *
 * <p>Events are appended, nothing else: triggers stand against the rest. The one exception is the
 * content of old runs in a host's stream, which the retention policy may erase.
 *
 * <p>The {@code meta_} columns are asked for by the journal's queries and stay empty.
 */
public final class SqliteSchema {

  /** Tells a ledger from other SQLite files: "bpfL". */
  public static final int APPLICATION_ID = 0x6270664c;

  private static final String EVENTS =
      """
      CREATE TABLE event_journal (
        ordering           INTEGER PRIMARY KEY AUTOINCREMENT,
        deleted            INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
        persistence_id     TEXT    NOT NULL,
        sequence_number    INTEGER NOT NULL CHECK (sequence_number > 0),
        writer             TEXT    NOT NULL,
        write_timestamp    INTEGER NOT NULL,
        adapter_manifest   TEXT    NOT NULL,
        event_ser_id       INTEGER NOT NULL,
        event_ser_manifest TEXT    NOT NULL,
        event_payload      BLOB    NOT NULL,
        meta_ser_id        INTEGER CHECK (meta_ser_id IS NULL),
        meta_ser_manifest  TEXT    CHECK (meta_ser_manifest IS NULL),
        meta_payload       BLOB    CHECK (meta_payload IS NULL),
        seal               BLOB    NOT NULL CHECK (length(seal) = 16),
        UNIQUE (persistence_id, sequence_number)
      ) STRICT\
      """;

  private static final String TAGS =
      """
      CREATE TABLE event_tag (
        event_id INTEGER NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
        tag      TEXT    NOT NULL,
        PRIMARY KEY (tag, event_id)
      ) STRICT, WITHOUT ROWID\
      """;

  private static final String TAGS_OF_EVENT =
      "CREATE INDEX event_tag_of_event ON event_tag (event_id)";

  private static final String SNAPSHOTS =
      """
      CREATE TABLE snapshot (
        persistence_id        TEXT    NOT NULL,
        sequence_number       INTEGER NOT NULL,
        created               INTEGER NOT NULL,
        snapshot_ser_id       INTEGER NOT NULL,
        snapshot_ser_manifest TEXT    NOT NULL,
        snapshot_payload      BLOB    NOT NULL,
        meta_ser_id           INTEGER CHECK (meta_ser_id IS NULL),
        meta_ser_manifest     TEXT    CHECK (meta_ser_manifest IS NULL),
        meta_payload          BLOB    CHECK (meta_payload IS NULL),
        seal                  BLOB    NOT NULL CHECK (length(seal) = 16),
        PRIMARY KEY (persistence_id, sequence_number)
      ) STRICT\
      """;

  private static final String NEVER_CHANGED =
      """
      CREATE TRIGGER event_journal_is_never_changed BEFORE UPDATE ON event_journal
      WHEN NOT (NEW.ordering = OLD.ordering AND NEW.deleted = OLD.deleted
        AND NEW.persistence_id = OLD.persistence_id
        AND NEW.sequence_number = OLD.sequence_number
        AND NEW.writer = OLD.writer AND NEW.write_timestamp = OLD.write_timestamp
        AND NEW.adapter_manifest = OLD.adapter_manifest
        AND NEW.event_ser_id = OLD.event_ser_id
        AND OLD.persistence_id LIKE 'host|%' AND NEW.event_ser_manifest LIKE 'host.erased#%')
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END\
      """;

  private static final String NEVER_DELETED =
      """
      CREATE TRIGGER event_journal_is_never_deleted BEFORE DELETE ON event_journal
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END\
      """;

  private SqliteSchema() {}

  public static List<Migration> migrations() {
    return List.of(
        new Migration(
            1,
            "events, tags and snapshots",
            List.of(
                EVENTS,
                TAGS,
                TAGS_OF_EVENT,
                SNAPSHOTS,
                NEVER_CHANGED,
                NEVER_DELETED,
                "PRAGMA application_id = " + APPLICATION_ID)));
  }
}
