package io.bpfledger.journal.store.plugin;

import akka.dispatch.Futures;
import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.AkkaSerialization;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.SnapshotContent;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.store.row.StoredSnapshot;
import java.util.Optional;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** Saves snapshots with a seal and loads them only if it is whole. */
public final class SealedSnapshotDao extends DefaultSnapshotDao {

  private final Serialization serialization;
  private final Pool pool;

  /** Called by Akka, which finds it by these parameters. */
  public SealedSnapshotDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig configuration,
      Serialization serialization,
      ExecutionContext executionContext,
      Materializer materializer) {
    super(database, profile, configuration, serialization, executionContext, materializer);
    this.serialization = serialization;
    pool = Pool.of(database);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return load(persistenceId, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
      String persistenceId, long createdAtMillisMax) {
    return load(persistenceId, Long.MAX_VALUE, createdAtMillisMax);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
      String persistenceId, long sequenceNumberMax) {
    return load(persistenceId, sequenceNumberMax, Long.MAX_VALUE);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequenceNumberMax, long createdAtMillisMax) {
    return load(persistenceId, sequenceNumberMax, createdAtMillisMax);
  }

  private Future<Option<Tuple2<SnapshotMetadata, Object>>> load(
      String persistenceId, long sequenceNumberMax, long createdAtMillisMax) {
    return pool.run(
        connection -> {
          Optional<StoredSnapshot> found =
              SnapshotTable.latest(
                  connection, persistenceId, sequenceNumberMax, createdAtMillisMax);
          return found.isEmpty() ? Option.empty() : Option.apply(state(found.get()));
        });
  }

  private Tuple2<SnapshotMetadata, Object> state(StoredSnapshot snapshot) {
    if (!snapshot.intact()) {
      throw new Damage(snapshot.name(), "its seal is broken");
    }
    SnapshotContent content = snapshot.content();
    Object state =
        serialization
            .deserialize(content.payload().toByteArray(), content.serializer(), content.manifest())
            .get();
    return Tuple2.apply(
        new SnapshotMetadata(
            content.persistenceId(), content.sequenceNumber(), content.createdAtMillis()),
        state);
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata metadata, Object state) {
    if (metadata.metadata().isDefined()) {
      return Futures.failed(
          new IllegalArgumentException("metadata has no place in a sealed snapshot"));
    }
    return pool.run(
        connection -> {
          AkkaSerialization.AkkaSerialized serialized =
              AkkaSerialization.serialize(serialization, state).get();
          SnapshotTable.save(
              connection,
              new SnapshotContent(
                  metadata.persistenceId(),
                  metadata.sequenceNr(),
                  metadata.timestamp(),
                  serialized.serId(),
                  serialized.serManifest(),
                  Bytes.owning(serialized.payload())));
          return BoxedUnit.UNIT;
        });
  }
}
