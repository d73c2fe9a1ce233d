package io.bpfledger.core.host;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.DispatcherMachine;
import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.machine.HostMachine;
import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.LinkMachine;
import io.bpfledger.core.machine.Machines;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.machine.ProgramMachine;
import io.bpfledger.core.shell.Assignment;
import io.bpfledger.core.shell.Entities;
import io.bpfledger.core.shell.KernelPool;
import io.bpfledger.core.shell.Surroundings;
import io.bpfledger.core.work.HostWork;
import io.bpfledger.core.work.KernelWork;
import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.LinkWork;
import io.bpfledger.core.work.ObjectSource;
import io.bpfledger.core.work.ProgramWork;
import io.bpfledger.core.work.VerifierLogs;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.core.work.hook.DispatcherWork;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Keeper;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.journal.verification.Anchors;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A host while it is managed. Requests may come from many threads; each gets one answer, within the
 * time of the settings.
 */
public final class ManagedHost implements AutoCloseable {

  /** How many operations may be without an answer. */
  private static final int OPEN_MAX = 10_000;

  private static final Duration TICK = Duration.ofSeconds(1);

  private final HostSettings settings;
  private final Projection projection;
  private final Anchors anchors;
  private final ActorSystem<Keeper.Message<Assignment, Outcome>> system;
  private final Executor kernelThreads;
  private final Asking asking;
  private final Workplace workplace;
  private final StreamId host;
  private final LinkNumbers numbers;
  private final DeviceWatch devices;
  private final Teller teller;

  private ManagedHost(
      HostSettings settings,
      Kernel kernel,
      Projection projection,
      Anchors anchors,
      ActorSystem<Keeper.Message<Assignment, Outcome>> system,
      Workplace workplace,
      ObjectStore objects) {
    this.settings = settings;
    this.projection = projection;
    this.anchors = anchors;
    this.system = system;
    this.workplace = workplace;
    host = StreamId.of(workplace.instance());
    kernelThreads = kernelThreads(system);
    asking = new Asking(system, system.scheduler(), settings.within());
    numbers = new LinkNumbers(command -> tellHost("link numbers", command));
    teller = new Teller(this, objects, settings.loads(), settings.ids(), kernelThreads);
    devices =
        new DeviceWatch(
            kernel,
            workplace.boot(),
            projection,
            kernelThreads,
            (hook, command) ->
                asking.report(
                    StreamId.of(hook),
                    settings.ids().next(),
                    settings.service(),
                    "device",
                    command));
  }

  /**
   * Starts to manage a host: reads the ledger, records the start, and lets everything go on that an
   * earlier life left open. That is under way, not over, when this returns; whatever is asked for
   * meanwhile waits for it.
   *
   * <p>Fails if the kernel does not say which boot this is, or has no place for our pins.
   */
  public static Result<ManagedHost> start(
      HostSettings settings, Kernel kernel, LedgerStore store, ObjectStore objects) {
    Layout layout = new Layout(settings.bpffs());
    return prepare(kernel, layout)
        .flatMap(_ -> kernel.host().bootId())
        .flatMap(
            boot ->
                kernel
                    .host()
                    .kernelRelease()
                    .map(
                        release ->
                            start(settings, kernel, store, objects, new BootId(boot), release)));
  }

  /** A place for our pins; what is there already stays. */
  private static Result<Done> prepare(Kernel kernel, Layout layout) {
    return kernel
        .bpffs()
        .isMounted(layout.root())
        .flatMap(mounted -> mounted ? Result.done() : kernel.bpffs().mount(layout.root()));
  }

  private static ManagedHost start(
      HostSettings settings,
      Kernel kernel,
      LedgerStore store,
      ObjectStore objects,
      BootId boot,
      String kernelRelease) {
    EntryCodec codec = new EntryCodec();
    Anchors anchors = new Anchors(new LedgerEntries(store.reader()));
    Projection projection = Projection.scan(anchors.observed(), codec, settings.memory());
    Instance instance = instance(projection.ledger(), settings);
    Workplace workplace = new Workplace(kernel, new Layout(settings.bpffs()), instance, boot);
    KernelWork work =
        new KernelWork(
            new ProgramWork(workplace, ObjectSource.of(objects), new VerifierLogs(objects))
                ::carryOut,
            new LinkWork(workplace, settings.pause())::carryOut,
            new DispatcherWork(workplace)::carryOut,
            new HostWork(workplace)::carryOut);
    Map<StreamId, Ulid> inherited = underWay(projection.ledger());
    Machines machines =
        new Machines(
            new ProgramMachine(), new LinkMachine(), new DispatcherMachine(), new HostMachine());
    ActorSystem<Keeper.Message<Assignment, Outcome>> system =
        ActorSystem.create(
            Behaviors.setup(
                context ->
                    Entities.keeper(
                        new Surroundings(
                            projection,
                            codec,
                            new KernelPool(work, kernelThreads(context.getSystem())),
                            boot,
                            settings.clock(),
                            settings.ids(),
                            inherited,
                            settings.within().dividedBy(2),
                            settings.idleAfter()),
                        machines,
                        OPEN_MAX)),
            "bpfledger",
            configuration(settings, store));
    ManagedHost managed =
        new ManagedHost(settings, kernel, projection, anchors, system, workplace, objects);
    managed.begin(kernelRelease, inherited);
    return managed;
  }

  private static Executor kernelThreads(ActorSystem<?> system) {
    return system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig("bpfledger.kernel-dispatcher"));
  }

  private static Config configuration(HostSettings settings, LedgerStore store) {
    return settings
        .akka()
        .withFallback(ConfigFactory.parseResources(ManagedHost.class, "akka.conf"))
        .withFallback(ConfigFactory.parseResources("bpfledger-serialization.conf"))
        .withFallback(store.akkaConfiguration())
        .withFallback(ConfigFactory.load());
  }

  /** The installation whose ledger this is, or a new one for an empty ledger. */
  private static Instance instance(Ledger ledger, HostSettings settings) {
    return ledger.entities().stream()
        .map(EntityView::stream)
        .filter(stream -> stream.kind() == StreamKind.HOST)
        .findFirst()
        .map(stream -> Instance.parse(stream.key()))
        .orElseGet(() -> new Instance(settings.ids().next()));
  }

  private static Map<StreamId, Ulid> underWay(Ledger ledger) {
    Map<StreamId, Ulid> open = new TreeMap<>();
    for (EntityView view : ledger.entities()) {
      view.state().underWay().ifPresent(operation -> open.put(view.stream(), operation));
    }
    return open;
  }

  private void begin(String kernelRelease, Map<StreamId, Ulid> inherited) {
    await(
        tellHost(
            "start",
            new HostCommand.Start(settings.hostName(), kernelRelease, settings.serviceVersion())));
    await(tellHost("start", new HostCommand.Anchor(anchors.anchor())));
    inherited.keySet().forEach(asking::wake);
    partsOfFailedBatches().forEach(asking::wake);
    // What ran before the last change of a hook may be there still: nothing in the ledger says so.
    ledger().dispatchers().forEach(dispatcher -> asking.wake(StreamId.of(dispatcher.key())));
    system.scheduler().scheduleWithFixedDelay(TICK, TICK, this::tick, system.executionContext());
  }

  /**
   * Programs that stayed when the rest of their batch was given up: the service died in between.
   */
  private List<StreamId> partsOfFailedBatches() {
    Ledger ledger = ledger();
    return ledger.programs().stream()
        .filter(program -> program.state() instanceof ProgramState.Loaded)
        .filter(
            program ->
                ledger
                    .program(program.program().batch().getFirst())
                    .filter(leader -> leader.state() instanceof ProgramState.Failed)
                    .isPresent())
        .map(program -> StreamId.of(program.key()))
        .toList();
  }

  private void tick() {
    devices.tick();
    kernelThreads.execute(
        () ->
            anchors
                .due(ledger().entries())
                .ifPresent(anchor -> tellHost("anchor", new HostCommand.Anchor(anchor))));
  }

  /** The ledger now: everything that anybody was told of is in it. */
  public Ledger ledger() {
    return projection.ledger();
  }

  /** Who takes wishes in the words of whoever has them. */
  public Teller teller() {
    return teller;
  }

  /** Where this host keeps things, and which one it is. */
  public Workplace workplace() {
    return workplace;
  }

  /** Loads programs of one object, all or none; the object store has it already. */
  public CompletionStage<Answer<Outcome>> load(
      Principal principal, List<ProgramCommand.NewProgram> programs) {
    ProgramKey leader = programs.getFirst().key();
    return ask(StreamId.of(leader), principal, new ProgramCommand.LoadBatch(programs));
  }

  public CompletionStage<Answer<Outcome>> unload(Principal principal, ProgramKey program) {
    return ask(StreamId.of(program), principal, new ProgramCommand.Unload());
  }

  /** Attaches a program; the link's number is in the ledger once the answer is there. */
  public CompletionStage<Answer<Outcome>> attach(
      Principal principal,
      LinkKey link,
      ProgramKey program,
      Attachment attachment,
      Labels labels,
      Policy policy) {
    return numbers
        .next()
        .thenCompose(
            given ->
                switch (given) {
                  case LinkNumbers.Given.Granted(var number) ->
                      ask(
                          StreamId.of(link),
                          principal,
                          new LinkCommand.Attach(number, program, attachment, labels, policy));
                  case LinkNumbers.Given.Denied(var why) -> CompletableFuture.completedStage(why);
                });
  }

  public CompletionStage<Answer<Outcome>> detach(Principal principal, LinkKey link) {
    return ask(StreamId.of(link), principal, new LinkCommand.Detach());
  }

  /** The stream of this host itself. */
  public StreamId host() {
    return host;
  }

  /** Tells any entity; whoever does so sees to it that the operation is his own. */
  public CompletionStage<Answer<Outcome>> tell(StreamId entity, Assignment assignment) {
    return asking.tell(entity, assignment);
  }

  private CompletionStage<Answer<Outcome>> ask(
      StreamId entity, Principal principal, Command command) {
    return asking.ask(entity, settings.ids().next(), principal, command);
  }

  private CompletionStage<Answer<Outcome>> tellHost(String occasion, HostCommand command) {
    return asking.report(host, settings.ids().next(), settings.service(), occasion, command);
  }

  /** Whether nothing is under way, in any entity. */
  public boolean settled() {
    return underWay(ledger()).isEmpty();
  }

  private Answer<Outcome> await(CompletionStage<Answer<Outcome>> asked) {
    Duration limit = settings.within().plusSeconds(10);
    try {
      return asked.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer.InDoubt<>("", "interrupted");
    } catch (ExecutionException | TimeoutException failure) {
      return new Answer.InDoubt<>("", failure.toString());
    }
  }

  /** Ends in good order: says so in the ledger, and lets go of it. */
  @Override
  public void close() {
    devices.close();
    await(tellHost("stop", new HostCommand.Anchor(anchors.anchor())));
    await(tellHost("stop", new HostCommand.Stop("asked to")));
    abandon();
  }

  /** Ends without a word, as if the service had been killed. */
  public void abandon() {
    devices.close();
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(settings.within().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("the entities did not end", failure);
    }
  }
}
