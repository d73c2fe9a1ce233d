package io.bpfledger.core.host;

import com.typesafe.config.Config;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.answer.Answer;
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
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** bpfledger upon some kernel, with a ledger on a real disk, and people who ask for things. */
abstract class Installation implements AutoCloseable {

  static final Principal SOMEBODY = new Principal.Peer(1000, 1000, 4242, "test");

  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final Path bpffs;
  private final Path state;
  private final InstantSource clock = InstantSource.system();
  private final MonotonicUlids ids;
  private LoadRules loads = LoadRules.DEFAULT;
  private Duration idleAfter = HostSettings.IDLE_AFTER;
  private Optional<Running> running = Optional.empty();

  private record Running(Kernel kernel, LedgerStore store, ObjectStore objects, ManagedHost host) {}

  /**
   * @param scratch where its state is kept
   */
  Installation(Path bpffs, Path scratch, RandomGenerator random) {
    this.bpffs = bpffs;
    state = scratch.resolve("state");
    ids = new MonotonicUlids(clock, random);
  }

  /** The kernel as a process sees it that is not the service. */
  abstract <T> T observe(Function<Kernel, T> look);

  /** Starts the service, which must not be running. */
  final void start(Kernel kernel, Function<StoreSettings, Config> akka) {
    StoreSettings settings = new StoreSettings.Sqlite(state);
    LedgerStore store = LedgerStore.open(settings, clock).orThrow();
    ObjectStore objects = objects(store);
    HostSettings hostSettings =
        new HostSettings(
            bpffs,
            clock,
            Pause.REAL,
            ids,
            new Principal.Peer(0, 0, 1, "bpfledger"),
            "0.1.0-test",
            "test-host",
            WITHIN,
            idleAfter,
            MemoryLimits.DEFAULT,
            loads,
            akka.apply(settings));
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
  final void letGoAfter(Duration newIdleAfter) {
    idleAfter = newIdleAfter;
  }

  /** From its next start on, the service refuses a second living program of a name. */
  final void wantUniqueNames() {
    loads = new LoadRules(loads.batchMax(), loads.objectBytesMax(), true);
  }

  private Running running() {
    return running.orElseThrow(() -> new IllegalStateException("the service does not run"));
  }

  final boolean isRunning() {
    return running.isPresent();
  }

  final ManagedHost host() {
    return running().host();
  }

  final Ledger ledger() {
    return host().ledger();
  }

  final Kernel kernel() {
    return running().kernel();
  }

  /** The service ends in good order. */
  void stop() {
    Running ended = ended();
    ended.host().close();
    close(ended);
    ended.kernel().close();
  }

  /** The service writes nothing any more, and nobody is told. */
  final void abandon() {
    Running ended = ended();
    ended.host().abandon();
    close(ended);
  }

  private Running ended() {
    Running ended = running();
    running = Optional.empty();
    return ended;
  }

  private static void close(Running ended) {
    try {
      ended.store().close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  final void awaitSettled() {
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
    await(what, 30, condition);
  }

  static void await(String what, int seconds, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + seconds + " s: " + what);
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
  final NewProgram program(ObjectBytes object, String name, AttachKind kind) {
    return program(object, name, kind, Policy.DEFAULT);
  }

  final NewProgram program(ObjectBytes object, String name, AttachKind kind, Policy policy) {
    return program(spec(object, name, kind), policy);
  }

  final NewProgram program(ProgramSpec spec, Policy policy) {
    return new NewProgram(new ProgramKey(ids.next()), spec, Labels.NONE, policy);
  }

  final ProgramSpec spec(ObjectBytes object, String name, AttachKind kind) {
    return new ProgramSpec(
        name,
        kind,
        Optional.empty(),
        Optional.empty(),
        bytecode(object),
        new TreeMap<>(),
        Optional.empty());
  }

  final Bytecode bytecode(ObjectBytes object) {
    try {
      return new Bytecode(
          running().objects().put(object.toByteArray()), new Bytecode.FromFile("/test/object.o"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  final Answer<Outcome> tryLoad(NewProgram... programs) {
    return get(host().load(SOMEBODY, List.of(programs)));
  }

  /** Loads one program; it must succeed. */
  final ProgramKey load(ObjectBytes object, String name, AttachKind kind) {
    return load(spec(object, name, kind));
  }

  final ProgramKey load(ProgramSpec spec) {
    NewProgram program = program(spec, Policy.DEFAULT);
    expectDone(tryLoad(program));
    return program.key();
  }

  final Answer<Outcome> tryUnload(ProgramKey program) {
    return get(host().unload(SOMEBODY, program));
  }

  final LinkKey newLink() {
    return new LinkKey(ids.next());
  }

  final CompletionStage<Answer<Outcome>> attaching(
      LinkKey link, ProgramKey program, Attachment attachment) {
    return host().attach(SOMEBODY, link, program, attachment, Labels.NONE, Policy.DEFAULT);
  }

  final Answer<Outcome> tryAttach(LinkKey link, ProgramKey program, Attachment attachment) {
    return get(attaching(link, program, attachment));
  }

  /** Attaches a program; it must succeed. */
  final LinkKey attach(ProgramKey program, Attachment attachment) {
    LinkKey link = newLink();
    expectDone(tryAttach(link, program, attachment));
    return link;
  }

  final Answer<Outcome> tryDetach(LinkKey link) {
    return get(host().detach(SOMEBODY, link));
  }

  static void expectDone(Answer<Outcome> answer) {
    if (!(answer instanceof Answer.Done<Outcome>(_, Outcome outcome))
        || !(outcome instanceof Outcome.Done)) {
      throw new AssertionError("expected it done, but: " + answer);
    }
  }

  final ProgramView programView(ProgramKey program) {
    return ledger().program(program).orElseThrow();
  }

  final LinkView linkView(LinkKey link) {
    return ledger().link(link).orElseThrow();
  }

  final String phase(ProgramKey program) {
    return ledger().program(program).map(view -> view.state().phase()).orElse("absent");
  }

  final String phase(LinkKey link) {
    return ledger().link(link).map(view -> view.state().phase()).orElse("absent");
  }

  /** What a program has counted in its map {@code hits}, read through its pin. */
  final long hits(ProgramKey program) {
    return ByteBuffer.wrap(element(program, "hits", 0)).order(ByteOrder.nativeOrder()).getLong();
  }

  final Path mapPin(ProgramKey program, String map) {
    ProgramState.Loaded loaded = (ProgramState.Loaded) programView(program).state();
    return Path.of(loaded.load().mapDirectory()).resolve(map);
  }

  /** An element of a map of a program, read through its pin. */
  final byte[] element(ProgramKey program, String map, int index) {
    Path pin = mapPin(program, map);
    byte[] key =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(index).array();
    return observe(
        kernel -> {
          try (MapHandle pinned = (MapHandle) kernel.bpffs().open(pin).orThrow()) {
            return kernel.maps().lookup(pinned, key).orThrow().orElseThrow();
          }
        });
  }

  /** What happened to an entity, by the names of events, as storage has it. */
  final List<String> events(StreamId stream) {
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
  final Inventory inventory() {
    return observe(
        kernel -> new InventoryReader(kernel).read(new InventoryScope(List.of(bpffs), List.of())));
  }

  /** The paths of all pins below our mount, relative to it, without those of the kernel itself. */
  final List<String> pins() {
    return inventory().pins().getFirst().pins().stream()
        .map(pin -> bpffs.relativize(pin.path()).toString())
        .filter(path -> !path.endsWith(".debug"))
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    if (isRunning()) {
      stop();
    }
  }
}
