package io.bpfledger.reconciler.reading;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.core.host.HostSettings;
import io.bpfledger.core.host.ManagedHost;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.request.LoadRules;
import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.MemoryLimits;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.simulated.OutsideWorld;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.reconciler.diff.Comparison;
import io.bpfledger.reconciler.diff.Differences;
import io.bpfledger.reconciler.survey.Survey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** bpfledger on a simulated machine, with a ledger on a real disk, and somebody who looks. */
final class RunningHost implements AutoCloseable {

  static final String SERVICE = "bpfledger";

  private static final Path BPFFS = Path.of("/run/bpfledger/fs");
  private static final Principal SOMEBODY = new Principal.Peer(1000, 1000, 4242, "test");

  private final InstantSource clock = InstantSource.system();
  private final MonotonicUlids ids = new MonotonicUlids(clock, new Random(7));
  private final SimulatedHost machine = SimulatedHost.seeded(7);
  private final SimulatedProcess kernel = machine.startProcess(SERVICE);
  private final LedgerStore store;
  private final ObjectStore objects;
  private final ManagedHost host;
  private final SurveyReader reader;

  RunningHost(Path scratch) {
    try {
      store = LedgerStore.open(new StoreSettings.Sqlite(scratch.resolve("state")), clock).orThrow();
      objects = ObjectStore.open(store.folder().objects(), Duration.ofHours(1), clock);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    HostSettings settings =
        new HostSettings(
            BPFFS,
            clock,
            Pause.REAL,
            ids,
            new Principal.Peer(0, 0, 1, "bpfledger"),
            "0.1.0-test",
            "test-host",
            Duration.ofSeconds(20),
            HostSettings.IDLE_AFTER,
            MemoryLimits.DEFAULT,
            LoadRules.DEFAULT,
            ConfigFactory.empty());
    host = ManagedHost.start(settings, kernel, store, objects).orThrow();
    Instance instance =
        ledger().entities().stream()
            .filter(view -> view.stream().kind() == StreamKind.HOST)
            .map(view -> Instance.parse(view.stream().key()))
            .findFirst()
            .orElseThrow();
    reader =
        new SurveyReader(
            kernel, instance, new Layout(BPFFS), List.of(), () -> Optional.of(stored()));
  }

  private Set<Digest> stored() {
    try {
      return Set.copyOf(objects.all());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Ledger ledger() {
    return host.ledger();
  }

  SimulatedHost machine() {
    return machine;
  }

  OutsideWorld outside() {
    return machine.outside();
  }

  SurveyReader reader() {
    return reader;
  }

  int openHandles() {
    return kernel.openHandles();
  }

  Comparison compare() {
    Survey survey = reader.read(ledger());
    return Differences.between(ledger(), survey);
  }

  List<String> codes() {
    return List.copyOf(compare().codes().keySet());
  }

  ProgramKey load(ObjectBytes object, String name, AttachKind kind) {
    ProgramKey key = new ProgramKey(ids.next());
    try {
      ProgramSpec spec =
          new ProgramSpec(
              name,
              kind,
              Optional.empty(),
              Optional.empty(),
              new Bytecode(
                  objects.put(object.toByteArray()), new Bytecode.FromFile("/test/object.o")),
              new TreeMap<>(),
              Optional.empty());
      expectDone(
          host.load(SOMEBODY, List.of(new NewProgram(key, spec, Labels.NONE, Policy.DEFAULT))));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return key;
  }

  LinkKey attach(ProgramKey program, Attachment attachment) {
    LinkKey link = new LinkKey(ids.next());
    expectDone(host.attach(SOMEBODY, link, program, attachment, Labels.NONE, Policy.DEFAULT));
    return link;
  }

  void detach(LinkKey link) {
    expectDone(host.detach(SOMEBODY, link));
  }

  void unload(ProgramKey program) {
    expectDone(host.unload(SOMEBODY, program));
  }

  private static void expectDone(CompletionStage<Answer<Outcome>> asked) {
    Answer<Outcome> answer = asked.toCompletableFuture().join();
    if (!(answer instanceof Answer.Done<Outcome>(_, Outcome outcome))
        || !(outcome instanceof Outcome.Done)) {
      throw new AssertionError("expected it done, but: " + answer);
    }
  }

  @Override
  public void close() {
    host.close();
    try {
      store.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    kernel.close();
  }
}
