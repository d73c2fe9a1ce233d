package io.bpfledger.service;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.host.HostSettings;
import io.bpfledger.core.host.ManagedHost;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.MemoryLimits;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** The machine of the demonstration: in memory, but with a ledger on disk. */
final class DemoMachine implements AutoCloseable {

  private static final String SERVICE = "bpfledger";
  private static final Path BPFFS = Path.of("/run/bpfledger/fs");

  private final SimulatedHost machine = SimulatedHost.seeded(1);
  private final StoreSettings settings;
  private final InstantSource clock = InstantSource.system();
  private final MonotonicUlids ids = new MonotonicUlids(clock, new SecureRandom());
  private SimulatedProcess kernel;
  private LedgerStore store;
  private ObjectStore objects;
  private ManagedHost host;

  DemoMachine(Path stateFolder) throws IOException {
    settings = new StoreSettings.Sqlite(stateFolder);
    kernel = machine.startProcess(SERVICE);
    store = LedgerStore.open(settings, clock).orThrow();
    objects = ObjectStore.open(store.folder().objects(), Duration.ofHours(1), clock);
    host = ManagedHost.start(hostSettings(), kernel, store, objects).orThrow();
  }

  private HostSettings hostSettings() {
    return new HostSettings(
        BPFFS,
        clock,
        Pause.REAL,
        ids,
        new Principal.Peer(0, 0, 1, SERVICE),
        "demo",
        "demo",
        Duration.ofSeconds(20),
        HostSettings.IDLE_AFTER,
        MemoryLimits.DEFAULT,
        LoadRules.DEFAULT,
        ConfigFactory.empty());
  }

  SimulatedHost machine() {
    return machine;
  }

  ManagedHost host() {
    return host;
  }

  LedgerStore store() {
    return store;
  }

  ObjectStore objects() {
    return objects;
  }

  /** Does something in which the service is killed, right after the kernel changed so. */
  void killedAfter(Fault fault, Runnable action) throws InterruptedException, IOException {
    CountDownLatch dead = new CountDownLatch(1);
    kernel.whenDead(dead::countDown);
    machine.faults(SERVICE).add(fault);
    action.run();
    dead.await();
    machine.faults(SERVICE).clear();
    host.abandon();
    store.close();
  }

  /** The service is started again, as systemd would. */
  void restart() throws IOException {
    kernel = machine.startProcess(SERVICE);
    store = LedgerStore.open(settings, clock).orThrow();
    objects = ObjectStore.open(store.folder().objects(), Duration.ofHours(1), clock);
    host = ManagedHost.start(hostSettings(), kernel, store, objects).orThrow();
  }

  /** The number in a pinned map of one. */
  long count(Path pin) {
    try (SimulatedProcess reader = machine.startProcess("reader");
        MapHandle map = (MapHandle) reader.bpffs().open(pin).orThrow()) {
      byte[] value =
          reader
              .maps()
              .lookup(map, new byte[Integer.BYTES])
              .orThrow()
              .orElseThrow(() -> new IllegalStateException(pin + " counts nothing"));
      return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }
  }

  @Override
  public void close() throws IOException {
    host.close();
    store.close();
    kernel.close();
  }
}
