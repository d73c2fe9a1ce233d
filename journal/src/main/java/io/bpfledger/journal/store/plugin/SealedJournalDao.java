package io.bpfledger.journal.store.plugin;

import akka.NotUsed;
import akka.dispatch.Futures;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.AkkaSerialization;
import akka.persistence.jdbc.config.BaseDaoConfig;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.StoredEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** Appends events to the ledger and replays streams from it. */
public final class SealedJournalDao extends DefaultJournalDao {

  /** An event is a small record; what is large belongs into the object store. */
  private static final int EVENT_BYTES_MAX = 16 * 1024 * 1024;

  private final Serialization serialization;
  private final Pool pool;
  private final WriteBarrier barrier;
  private final AppendQueue queue;

  /** Called by Akka, which finds it by these parameters. */
  public SealedJournalDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      JournalConfig configuration,
      Serialization serialization,
      ExecutionContext executionContext,
      Materializer materializer) {
    super(database, profile, configuration, serialization, executionContext, materializer);
    this.serialization = serialization;
    pool = Pool.of(database);
    barrier = WriteBarrier.of(profile);
    BaseDaoConfig limits = configuration.daoConfig();
    queue =
        new AppendQueue(
            pool.preparedBy(barrier::await),
            limits.bufferSize(),
            limits.batchSize(),
            executionContext::execute,
            barrier::writeHasFailed);
  }

  @Override
  public Future<BoxedUnit> queueWriteJournalRows(
      Seq<Tuple2<JournalAkkaSerializationRow, scala.collection.immutable.Set<String>>> rows) {
    List<EventContent> events = new ArrayList<>(rows.size());
    Map<EventContent, Set<String>> tags = new HashMap<>();
    for (var row : CollectionConverters.asJava(rows)) {
      EventContent event = content(row._1());
      if (row._1().metaPayload().isDefined()) {
        return refused(event, "metadata has no place in a sealed row");
      }
      if (event.payload().size() > EVENT_BYTES_MAX) {
        return refused(
            event, event.payload().size() + " bytes are more than the " + EVENT_BYTES_MAX);
      }
      events.add(event);
      if (!row._2().isEmpty()) {
        tags.put(event, Set.copyOf(CollectionConverters.asJava(row._2())));
      }
    }
    return queue.add(Append.of(events, tags));
  }

  private static Future<BoxedUnit> refused(EventContent event, String why) {
    return Futures.failed(
        new IllegalArgumentException(
            event.persistenceId() + "#" + event.sequenceNumber() + " is not written: " + why));
  }

  /** Asked at the start of each recovery, when earlier writes of the stream have been answered. */
  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNumber) {
    return pool.run(
        connection -> {
          barrier.await(connection);
          return EventTable.latest(connection, persistenceId);
        });
  }

  @Override
  public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    int limit = (int) Math.min(max, Integer.MAX_VALUE);
    Future<List<Try<Tuple2<PersistentRepr, Object>>>> replayed =
        pool.run(connection -> replay(connection, persistenceId, from, to, limit));
    return Source.completionStage(FutureConverters.asJava(replayed))
        .mapConcat(batch -> batch)
        .asScala();
  }

  private List<Try<Tuple2<PersistentRepr, Object>>> replay(
      Connection connection, String persistenceId, long from, long to, int limit)
      throws SQLException {
    List<Try<Tuple2<PersistentRepr, Object>>> replayed = new ArrayList<>();
    long expected = from;
    for (StoredEvent event :
        EventTable.undeletedOfStream(connection, persistenceId, from, to, limit)) {
      long found = event.content().sequenceNumber();
      boolean first = expected == from;
      if (found != expected
          && !(first && EventTable.isMarkedDeleted(connection, persistenceId, found - 1))) {
        throw new Damage(
            persistenceId, "event " + expected + " is missing, " + found + " is there");
      }
      if (!event.intact()) {
        throw new Damage(event.name(), "its seal is broken");
      }
      replayed.add(AkkaSerialization.fromRow(serialization, row(event)));
      expected = found + 1;
    }
    return replayed;
  }

  private static EventContent content(JournalAkkaSerializationRow row) {
    return new EventContent(
        row.persistenceId(),
        row.sequenceNumber(),
        row.writer(),
        row.writeTimestamp(),
        row.adapterManifest(),
        row.eventSerId(),
        row.eventSerManifest(),
        Bytes.owning(row.eventPayload()));
  }

  private static JournalAkkaSerializationRow row(StoredEvent event) {
    EventContent content = event.content();
    return new JournalAkkaSerializationRow(
        event.ordering(),
        event.deleted(),
        content.persistenceId(),
        content.sequenceNumber(),
        content.writer(),
        content.writtenAtMillis(),
        content.adapterManifest(),
        content.payload().toByteArray(),
        content.serializer(),
        content.manifest(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }
}
