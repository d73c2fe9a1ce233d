package io.bpfledger.reconciler.round;

import io.bpfledger.core.host.ManagedHost;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Faults;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.history.History;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.simulated.FaultPlan;
import io.bpfledger.kernel.simulated.OutsideWorld;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.reconciler.plan.Mandate;
import io.bpfledger.reconciler.report.RunReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * bpfledger on a simulated machine, with a ledger on a real disk, and a reconciler whose rounds are
 * made by hand.
 */
final class Machine implements AutoCloseable {

  static final Path BPFFS = Path.of("/run/bpfledger/fs");
  static final Principal SOMEBODY = new Principal.Peer(1000, 1000, 4242, "test");

  private static final String SERVICE = "bpfledger";

  private final Path scratch;
  private final SimulatedHost host = SimulatedHost.seeded(7);
  private final InstantSource clock = InstantSource.system();
  private final MonotonicUlids ids = new MonotonicUlids(clock, new Random(7));
  private Duration later = Duration.ZERO;
  private Round.Mandates mandates = usual -> usual;
  private Optional<Service> service = Optional.empty();

  private Machine(Path scratch) {
    this.scratch = scratch;
  }

  static Machine start(Path scratch) {
    Faults.clear();
    Machine machine = new Machine(scratch);
    machine.start();
    return machine;
  }

  void start() {
    SimulatedProcess kernel = host.startProcess(SERVICE);
    kernel.whenDead(
        () ->
            Faults.plan(
                Faults.Point.BEGIN,
                new Faults.Fault.Fails(new SQLException("no process, no write")),
                Integer.MAX_VALUE));
    service =
        Optional.of(
            Service.start(
                kernel,
                scratch.resolve("state"),
                clock,
                ids,
                this::now,
                usual -> mandates.apply(usual)));
  }

  private Service service() {
    return service.orElseThrow(() -> new IllegalStateException("the service does not run"));
  }

  Instant now() {
    return clock.instant().plus(later);
  }

  /** As far as the reconciler knows, so much time passes. */
  void pass(Duration time) {
    later = later.plus(time);
  }

  void mandate(Round.Mandates newMandates) {
    mandates = newMandates;
  }

  static Mandate withApproval(Mandate usual, Decision... decisions) {
    return new Mandate(usual.policy(), usual.kinds(), Set.of(decisions), usual.deletion());
  }

  ManagedHost managed() {
    return service().managed();
  }

  SimulatedProcess kernel() {
    return service().kernel();
  }

  Ledger ledger() {
    return managed().ledger();
  }

  OutsideWorld outside() {
    return host.outside();
  }

  SimulatedHost machine() {
    return host;
  }

  FaultPlan faults() {
    return host.faults(SERVICE);
  }

  /** The kernel changes that the service made or tried. */
  List<String> changes() {
    return host.recording().changeLines(SERVICE);
  }

  RoundReport round() {
    awaitSettled();
    return service().round().make(new Order.Routine(RunTrigger.PERIOD));
  }

  RoundReport dryRun() {
    awaitSettled();
    return service().round().make(new Order.DryRun());
  }

  RoundReport apply(Digest plan) {
    return service().round().make(new Order.Approved(plan));
  }

  /** Rounds are made by themselves from now on, as they are in a service. */
  Reconciler reconciler() {
    return Reconciler.start(
        service().round(),
        new HostEntities(managed()),
        kernel().notifications(),
        new ThreadAlarm("reconciler", System::nanoTime),
        Pace.DEFAULT,
        new Random(7));
  }

  RunReports reports() {
    return new RunReports(
        this::ledger,
        new History(new LedgerEntries(service().store().reader()), new EntryCodec()),
        managed().host());
  }

  /** SIGKILL: nothing is written or done to the kernel any more. */
  void kill() {
    Service ended = service();
    service = Optional.empty();
    ended.kernel().crash();
    ended.managed().abandon();
    Faults.clear();
    ended.closeStore();
  }

  void restartAfterKill() {
    kill();
    start();
  }

  void reboot() {
    kill();
    host.reboot();
    start();
  }

  /** The next write to the ledger fails. */
  void failNextCommit() {
    Faults.plan(Faults.Point.COMMIT, new Faults.Fault.Fails(new SQLException("disk I/O error")), 1);
  }

  /** Until nothing is under way in the ledger, and nobody tidies up in the kernel. */
  void awaitSettled() {
    await("everything is settled", managed()::settled);
    int before;
    do {
      before = changes().size();
      pause(40);
    } while (changes().size() != before || !managed().settled());
    pass(Duration.ofSeconds(2));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
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
      pause(5);
    }
  }

  private static Answer<Outcome> get(CompletionStage<Answer<Outcome>> asked) {
    try {
      return asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failure) {
      throw new AssertionError("no answer", failure);
    }
  }

  private static void expectDone(CompletionStage<Answer<Outcome>> asked) {
    Answer<Outcome> answer = get(asked);
    if (!(answer instanceof Answer.Done<Outcome>(_, Outcome outcome))
        || !(outcome instanceof Outcome.Done)) {
      throw new AssertionError("expected it done, but: " + answer);
    }
  }

  ProgramKey newProgram() {
    return new ProgramKey(ids.next());
  }

  CompletionStage<Answer<Outcome>> loading(
      ProgramKey key, ObjectBytes object, String name, AttachKind kind, Policy policy) {
    try {
      ProgramSpec spec =
          new ProgramSpec(
              name,
              kind,
              Optional.empty(),
              Optional.empty(),
              new Bytecode(
                  service().objects().put(object.toByteArray()),
                  new Bytecode.FromFile("/test/object.o")),
              new TreeMap<>(),
              Optional.empty());
      return managed().load(SOMEBODY, List.of(new NewProgram(key, spec, Labels.NONE, policy)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  ProgramKey load(ObjectBytes object, String name, AttachKind kind) {
    ProgramKey key = newProgram();
    expectDone(loading(key, object, name, kind, Policy.DEFAULT));
    return key;
  }

  LinkKey newLink() {
    return new LinkKey(ids.next());
  }

  CompletionStage<Answer<Outcome>> attaching(
      LinkKey link, ProgramKey program, Attachment attachment, Policy policy) {
    return managed().attach(SOMEBODY, link, program, attachment, Labels.NONE, policy);
  }

  LinkKey attach(ProgramKey program, Attachment attachment) {
    LinkKey link = newLink();
    expectDone(attaching(link, program, attachment, Policy.DEFAULT));
    return link;
  }

  CompletionStage<Answer<Outcome>> detaching(LinkKey link) {
    return managed().detach(SOMEBODY, link);
  }

  void detach(LinkKey link) {
    expectDone(detaching(link));
  }

  void unload(ProgramKey program) {
    expectDone(managed().unload(SOMEBODY, program));
  }

  String phase(ProgramKey program) {
    return ledger().program(program).map(view -> view.state().phase()).orElse("absent");
  }

  String phase(LinkKey link) {
    return ledger().link(link).map(view -> view.state().phase()).orElse("absent");
  }

  Path pin(ProgramKey program) {
    return ledger().program(program).orElseThrow().state() instanceof ProgramState.Loaded loaded
        ? Path.of(loaded.load().pin())
        : Path.of("/nowhere");
  }

  static Path pin(LinkKey link) {
    return BPFFS.resolve("links").resolve(link.toString());
  }

  long sequence(StreamId stream) {
    return ledger().sequence(stream);
  }

  /** The kernel as another process sees it. */
  Inventory inventory() {
    try (SimulatedProcess observer = host.startProcess("observer")) {
      return new InventoryReader(observer).read(new InventoryScope(List.of(BPFFS), List.of()));
    }
  }

  List<String> pins() {
    return inventory().pins().getFirst().pins().stream()
        .map(pin -> BPFFS.relativize(pin.path()).toString())
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    Faults.clear();
    service.ifPresent(
        running -> {
          service = Optional.empty();
          running.managed().close();
          running.closeStore();
          running.kernel().close();
        });
  }
}
