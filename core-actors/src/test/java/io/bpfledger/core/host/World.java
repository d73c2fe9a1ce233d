package io.bpfledger.core.host;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Faults;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.MemoryLimits;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.FaultPlan;
import io.bpfledger.kernel.simulated.OutsideWorld;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A simulated machine, and bpfledger upon it with a ledger on a real disk. */
final class World implements AutoCloseable {

  static final Path BPFFS = Path.of("/run/bpfledger/fs");
  static final Principal SOMEBODY = new Principal.Peer(1000, 1000, 4242, "test");

  private static final String SERVICE = "bpfledger";
  private static final String URL = "akka-persistence-jdbc.shared-databases.ledger.db.url";
  private static final int FOREVER = Integer.MAX_VALUE;

  private final Path scratch;
  private final SimulatedHost machine;
  private final InstantSource clock = InstantSource.system();
  private final MonotonicUlids ids = new MonotonicUlids(clock, new Random(7));
  private int hitsBefore;
  private final Duration within = Duration.ofSeconds(20);
  private LoadRules loads = LoadRules.DEFAULT;
  private Duration idleAfter = HostSettings.IDLE_AFTER;
  private Optional<Running> running = Optional.empty();
  private volatile Runnable interruption = () -> {};

  private record Running(
      SimulatedProcess kernel, LedgerStore store, ObjectStore objects, ManagedHost host) {}

  private World(Path scratch) {
    this.scratch = scratch;
    machine = SimulatedHost.builder(7).pause((_, _, _) -> interruption.run()).build();
  }

  /** Everything is there, and the service runs. */
  static World start(Path scratch) {
    Faults.clear();
    World world = new World(scratch);
    world.start();
    return world;
  }

  /** Starts the service, which must not be running. */
  void start() {
    SimulatedProcess kernel = machine.startProcess(SERVICE);
    // Who is dead writes nothing any more.
    kernel.whenDead(() -> failJournalFrom(Faults.Point.BEGIN));
    StoreSettings settings = new StoreSettings.Sqlite(scratch.resolve("state"));
    LedgerStore store = LedgerStore.open(settings, clock).orThrow();
    ObjectStore objects = objects(store);
    String url = settings.database().journalConfiguration().getString(URL);
    HostSettings hostSettings =
        new HostSettings(
            BPFFS,
            clock,
            Pause.REAL,
            ids,
            new Principal.Peer(0, 0, 1, "bpfledger"),
            "0.1.0-test",
            "test-host",
            within,
            idleAfter,
            MemoryLimits.DEFAULT,
            loads,
            ConfigFactory.parseString(
                """
                akka-persistence-jdbc.shared-databases.ledger.db.driver = "io.bpfledger.journal.answer.FaultDriver"
                jdbc-journal.circuit-breaker { max-failures = 1000, call-timeout = 5s, reset-timeout = 200ms }
                """
                    + URL
                    + " = \""
                    + url.replace("jdbc:", "jdbc:fault:")
                    + "\""));
    ManagedHost host = ManagedHost.start(hostSettings, kernel, store, objects).orThrow();
    running = Optional.of(new Running(kernel, store, objects, host));
  }

  private ObjectStore objects(LedgerStore store) {
    try {
      return ObjectStore.open(store.folder().objects(), Duration.ofHours(1), clock);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** From its next start on, the service lets go of entities that have nothing to do so soon. */
  void letGoAfter(Duration newIdleAfter) {
    idleAfter = newIdleAfter;
  }

  /** From its next start on, the service refuses a second living program of a name. */
  void wantUniqueNames() {
    loads = new LoadRules(loads.batchMax(), loads.objectBytesMax(), true);
  }

  private Running running() {
    return running.orElseThrow(() -> new IllegalStateException("the service does not run"));
  }

  ManagedHost host() {
    return running().host();
  }

  Ledger ledger() {
    return host().ledger();
  }

  Kernel kernel() {
    return running().kernel();
  }

  int openHandles() {
    return running().kernel().openHandles();
  }

  SimulatedHost machine() {
    return machine;
  }

  OutsideWorld outside() {
    return machine.outside();
  }

  /** The service meets this fault in the kernel, and no other. */
  void planKernelFault(Fault fault) {
    clearKernelFaults();
    kernelFaults().add(fault);
  }

  void clearKernelFaults() {
    kernelFaults().clear();
    hitsBefore = kernelFaults().hits();
  }

  /** Whether a fault came since the last was planned. */
  boolean kernelFaultCame() {
    return kernelFaults().hits() > hitsBefore;
  }

  private FaultPlan kernelFaults() {
    return machine.faults(SERVICE);
  }

  /** The service ends in good order. */
  void stop() {
    Running ended = running();
    running = Optional.empty();
    ended.host().close();
    close(ended);
    ended.kernel().close();
    Faults.clear();
  }

  /** SIGKILL: nothing is written or done to the kernel any more. */
  void kill() {
    Running ended = running();
    running = Optional.empty();
    ended.kernel().crash();
    ended.host().abandon();
    Faults.clear();
    close(ended);
  }

  private static void close(Running ended) {
    try {
      ended.store().close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Kills the service and starts it again; returns when all that was open is settled. */
  void restartAfterKill() {
    kill();
    start();
    awaitSettled();
  }

  void reboot() {
    kill();
    machine.reboot();
    start();
    awaitSettled();
  }

  void awaitSettled() {
    await("everything is settled", host()::settled);
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 30 s: " + what);
      }
      pause(Duration.ofMillis(5));
    }
  }

  static <T> T get(CompletionStage<T> asked) {
    try {
      return asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failure) {
      throw new AssertionError("no answer", failure);
    }
  }

  /** A program as somebody asks for it. */
  NewProgram program(ObjectBytes object, String name, AttachKind kind) {
    return program(object, name, kind, Policy.DEFAULT);
  }

  NewProgram program(ObjectBytes object, String name, AttachKind kind, Policy policy) {
    return new NewProgram(
        new ProgramKey(ids.next()), spec(object, name, kind), Labels.NONE, policy);
  }

  ProgramSpec spec(ObjectBytes object, String name, AttachKind kind) {
    return new ProgramSpec(
        name,
        kind,
        Optional.empty(),
        Optional.empty(),
        bytecode(object),
        new TreeMap<>(),
        Optional.empty());
  }

  Bytecode bytecode(ObjectBytes object) {
    try {
      return new Bytecode(
          running().objects().put(object.toByteArray()), new Bytecode.FromFile("/test/object.o"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Answer<Outcome> tryLoad(NewProgram... programs) {
    return get(host().load(SOMEBODY, List.of(programs)));
  }

  /** Loads one program; it must succeed. */
  ProgramKey load(ObjectBytes object, String name, AttachKind kind) {
    NewProgram program = program(object, name, kind);
    expectDone(tryLoad(program));
    return program.key();
  }

  Answer<Outcome> tryUnload(ProgramKey program) {
    return get(host().unload(SOMEBODY, program));
  }

  LinkKey newLink() {
    return new LinkKey(ids.next());
  }

  CompletionStage<Answer<Outcome>> attaching(
      LinkKey link, ProgramKey program, Attachment attachment) {
    return host().attach(SOMEBODY, link, program, attachment, Labels.NONE, Policy.DEFAULT);
  }

  Answer<Outcome> tryAttach(LinkKey link, ProgramKey program, Attachment attachment) {
    return get(attaching(link, program, attachment));
  }

  /** Attaches a program; it must succeed. */
  LinkKey attach(ProgramKey program, Attachment attachment) {
    LinkKey link = newLink();
    expectDone(tryAttach(link, program, attachment));
    return link;
  }

  Answer<Outcome> tryDetach(LinkKey link) {
    return get(host().detach(SOMEBODY, link));
  }

  static void expectDone(Answer<Outcome> answer) {
    if (!(answer instanceof Answer.Done<Outcome>(_, Outcome outcome))
        || !(outcome instanceof Outcome.Done)) {
      throw new AssertionError("expected it done, but: " + answer);
    }
  }

  ProgramView programView(ProgramKey program) {
    return ledger().program(program).orElseThrow();
  }

  LinkView linkView(LinkKey link) {
    return ledger().link(link).orElseThrow();
  }

  String phase(ProgramKey program) {
    return ledger().program(program).map(view -> view.state().phase()).orElse("absent");
  }

  String phase(LinkKey link) {
    return ledger().link(link).map(view -> view.state().phase()).orElse("absent");
  }

  /** What a program has counted in its map {@code hits}, read through its pin. */
  long hits(ProgramKey program) {
    ProgramState.Loaded loaded = (ProgramState.Loaded) programView(program).state();
    Path pin = Path.of(loaded.load().mapDirectory()).resolve("hits");
    try (SimulatedProcess observer = machine.startProcess("observer");
        MapHandle map = (MapHandle) observer.bpffs().open(pin).orThrow()) {
      byte[] value = observer.maps().lookup(map, new byte[Integer.BYTES]).orThrow().orElseThrow();
      return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }
  }

  /** What happened to an entity, by the names of events, as storage has it. */
  List<String> events(StreamId stream) {
    EntryCodec codec = new EntryCodec();
    List<String> names = new ArrayList<>();
    for (StoredEntry stored :
        new LedgerEntries(running().store().reader()).stream(stream, 1, Long.MAX_VALUE, 10_000)) {
      Event event = codec.open(stored).entry().event();
      names.add(event.getClass().getSimpleName());
    }
    return names;
  }

  /** The kernel as another process sees it, pins below our mount included. */
  Inventory inventory() {
    try (SimulatedProcess observer = machine.startProcess("observer")) {
      return new InventoryReader(observer).read(new InventoryScope(List.of(BPFFS), List.of()));
    }
  }

  /** The paths of all pins below our mount, relative to it. */
  List<String> pins() {
    return inventory().pins().getFirst().pins().stream()
        .map(pin -> BPFFS.relativize(pin.path()).toString())
        .sorted()
        .toList();
  }

  int programsInKernel() {
    return inventory().programs().size();
  }

  int linksInKernel() {
    return inventory().links().size();
  }

  /** The kernel changes that the service has made or tried, such as {@code rename:PATH:ok}. */
  List<String> changes() {
    return machine.recording().changeLines(SERVICE);
  }

  private static void failJournalFrom(Faults.Point point) {
    Faults.plan(point, new Faults.Fault.Fails(new SQLException("no process, no write")), FOREVER);
  }

  /** The so many-th commit from now fails, counted from 0, and those after it do not. */
  static void failCommit(int spared) {
    Faults.planAfter(
        Faults.Point.COMMIT, new Faults.Fault.Fails(new SQLException("disk I/O error")), 1, spared);
  }

  /**
   * Does something in the moment before the service does an operation of this kind to the kernel.
   */
  void before(Operation operation, Runnable action) {
    interruption = action;
    kernelFaults().add(Fault.slow(new Fault.Where.NthOf(operation, 1), 1));
  }

  @Override
  public void close() {
    Faults.clear();
    if (running.isPresent()) {
      stop();
    }
  }
}
