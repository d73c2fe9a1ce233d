package io.bpfledger.reconciler.round;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.host.HostSettings;
import io.bpfledger.core.host.ManagedHost;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.MemoryLimits;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.reconciler.reading.SurveyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One life of the service, with a ledger on a real disk and rounds that are made by hand. */
record Service(
    SimulatedProcess kernel,
    LedgerStore store,
    ObjectStore objects,
    ManagedHost managed,
    Round round) {

  private static final String URL = "akka-persistence-jdbc.shared-databases.ledger.db.url";
  private static final Duration WITHIN = Duration.ofSeconds(20);

  /**
   * Starts.
   *
   * @param reconcilersClock by which the reconciler judges how old something is
   */
  static Service start(
      SimulatedProcess kernel,
      Path state,
      InstantSource clock,
      MonotonicUlids ids,
      InstantSource reconcilersClock,
      Round.Mandates mandates) {
    StoreSettings settings = new StoreSettings.Sqlite(state);
    LedgerStore store = LedgerStore.open(settings, clock).orThrow();
    ObjectStore objects = objects(store, clock);
    HostSettings hostSettings =
        new HostSettings(
            Machine.BPFFS,
            clock,
            Pause.REAL,
            ids,
            new Principal.Peer(0, 0, 1, "bpfledger"),
            "0.1.0-test",
            "test-host",
            WITHIN,
            HostSettings.IDLE_AFTER,
            MemoryLimits.DEFAULT,
            LoadRules.DEFAULT,
            withFaults(settings));
    ManagedHost managed = ManagedHost.start(hostSettings, kernel, store, objects).orThrow();
    SurveyReader reader =
        new SurveyReader(
            kernel,
            managed.workplace().instance(),
            managed.workplace().layout(),
            List.of(),
            () -> Optional.of(stored(objects)));
    Round round =
        new Round(
            Surveys.of(reader),
            new HostEntities(managed),
            mandates,
            reconcilersClock,
            System::nanoTime,
            ids,
            WITHIN);
    return new Service(kernel, store, objects, managed, round);
  }

  private static Config withFaults(StoreSettings settings) {
    String url = settings.database().journalConfiguration().getString(URL);
    return ConfigFactory.parseString(
        """
        akka-persistence-jdbc.shared-databases.ledger.db.driver = "io.bpfledger.journal.answer.FaultDriver"
        jdbc-journal.circuit-breaker { max-failures = 1000, call-timeout = 5s, reset-timeout = 200ms }
        """
            + "%s = \"%s\"".formatted(URL, url.replace("jdbc:", "jdbc:fault:")));
  }

  private static ObjectStore objects(LedgerStore store, InstantSource clock) {
    try {
      return ObjectStore.open(store.folder().objects(), Duration.ofHours(1), clock);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Set<Digest> stored(ObjectStore objects) {
    try {
      return Set.copyOf(objects.all());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void closeStore() {
    try {
      store.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
