package io.bpfledger.core.host;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.Machines;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.shell.Assignment;
import io.bpfledger.core.shell.Entities;
import io.bpfledger.core.shell.KernelPool;
import io.bpfledger.core.shell.Surroundings;
import io.bpfledger.core.work.Work;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Keeper;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.state.EntityState;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A host while it is managed. Requests may come from many threads; each gets one answer, within the
 * time of the settings.
 */
public final class ManagedHost implements AutoCloseable {

  /** How many operations may be without an answer. */
  private static final int OPEN_MAX = 10_000;

  private final HostSettings settings;
  private final Projection projection;
  private final Anchors anchors;
  private final ActorSystem<Keeper.Message<Assignment, Outcome>> system;
  private final Asking asking;
  private final StreamId host;
  private final LinkNumbers numbers;

  private ManagedHost(
      HostSettings settings,
      Projection projection,
      Anchors anchors,
      ActorSystem<Keeper.Message<Assignment, Outcome>> system,
      StreamId host) {
    this.settings = settings;
    this.projection = projection;
    this.anchors = anchors;
    this.system = system;
    this.host = host;
    asking = new Asking(system, system.scheduler(), settings.within());
    numbers = new LinkNumbers(command -> tellHost("start", command));
  }

  /**
   * Starts to manage a host: reads the ledger, records the start, and lets everything go on that an
   * earlier life left open. That is under way, not over, when this returns; whatever is asked for
   * meanwhile waits for it.
   *
   * @param work carries tasks out on the kernel
   * @param boot this life of the kernel
   */
  public static ManagedHost start(
      HostSettings settings,
      LedgerStore store,
      Instance instance,
      Projection projection,
      Anchors anchors,
      EntryCodec codec,
      Machines machines,
      Work work,
      BootId boot,
      String kernelRelease) {
    Map<StreamId, Ulid> inherited = underWay(projection.ledger());
    ActorSystem<Keeper.Message<Assignment, Outcome>> system =
        ActorSystem.create(
            akka.actor.typed.javadsl.Behaviors.setup(
                context ->
                    Entities.keeper(
                        new Surroundings(
                            projection,
                            codec,
                            new KernelPool(
                                work,
                                context
                                    .getSystem()
                                    .dispatchers()
                                    .lookup(
                                        DispatcherSelector.fromConfig(
                                            "bpfledger.kernel-dispatcher"))),
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
        new ManagedHost(settings, projection, anchors, system, StreamId.of(instance));
    managed.begin(kernelRelease, inherited);
    return managed;
  }

  private static Config configuration(HostSettings settings, LedgerStore store) {
    return settings
        .akka()
        .withFallback(ConfigFactory.parseResources(ManagedHost.class, "akka.conf"))
        .withFallback(ConfigFactory.parseResources("bpfledger-serialization.conf"))
        .withFallback(store.akkaConfiguration())
        .withFallback(ConfigFactory.load());
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
  }

  /** The ledger now: everything that anybody was told of is in it. */
  public Ledger ledger() {
    return projection.ledger();
  }

  /** Loads programs of one object, all or none. */
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

  private CompletionStage<Answer<Outcome>> ask(
      StreamId entity, Principal principal, io.bpfledger.core.machine.Command command) {
    return asking.ask(entity, settings.ids().next(), principal, command);
  }

  private CompletionStage<Answer<Outcome>> tellHost(String occasion, HostCommand command) {
    return asking.report(host, settings.ids().next(), settings.service(), occasion, command);
  }

  /** Whether nothing is under way, in any entity. */
  public boolean settled() {
    return ledger().entities().stream()
        .map(EntityView::state)
        .map(EntityState::underWay)
        .allMatch(java.util.Optional::isEmpty);
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
    await(tellHost("stop", new HostCommand.Anchor(anchors.anchor())));
    await(tellHost("stop", new HostCommand.Stop("asked to")));
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

  /** The instance whose ledger this is, or a new one for an empty ledger. */
  public static Instance instance(Ledger ledger, HostSettings settings) {
    return ledger.entities().stream()
        .map(EntityView::stream)
        .filter(stream -> stream.kind() == StreamKind.HOST)
        .findFirst()
        .map(stream -> Instance.parse(stream.key()))
        .orElseGet(() -> new Instance(settings.ids().next()));
  }

  static EntryCodec codec() {
    return new EntryCodec();
  }

  static Anchors anchors(LedgerStore store) {
    return new Anchors(new LedgerEntries(store.reader()));
  }
}
