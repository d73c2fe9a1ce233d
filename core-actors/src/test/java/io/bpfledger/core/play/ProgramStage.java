package io.bpfledger.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.core.work.HostWork;
import io.bpfledger.core.work.KernelWork;
import io.bpfledger.core.work.Layout;
import io.bpfledger.core.work.ObjectSource;
import io.bpfledger.core.work.ProgramWork;
import io.bpfledger.core.work.VerifierLogs;
import io.bpfledger.core.work.Work;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** A batch of three programs on a simulated kernel, and links that are attached by saying so. */
abstract class ProgramStage {

  static final Path ROOT = Path.of("/run/bpfledger/fs");
  static final String SERVICE = "bpfledger";
  static final int BATCH = 3;
  static final int SWEEP_LIMIT = 400;
  static final Ulid LOAD = Ulid.of(1_000, 0, 1);
  static final Ulid UNLOAD = Ulid.of(2_000, 0, 1);
  static final Ulid ATTACH = Ulid.of(3_000, 0, 1);

  static final ObjectBytes OBJECT =
      DeclaredObject.empty()
          .counter("runs")
          .program(DeclaredProgram.in("tracepoint", "program1").counting("runs"))
          .program(DeclaredProgram.in("tracepoint", "program2").counting("runs"))
          .program(DeclaredProgram.in("tracepoint", "program3").counting("runs"))
          .bytes();

  static final Digest DIGEST = Digest.over(OBJECT.toByteArray());

  SimulatedHost host = SimulatedHost.seeded(7);
  SimulatedProcess kernel = host.startProcess(SERVICE);
  boolean detachFails;
  int attached;

  PlainShell start(int seed) {
    host = SimulatedHost.seeded(7);
    kernel = host.startProcess(SERVICE);
    kernel.bpffs().mount(ROOT).orThrow();
    detachFails = false;
    return new PlainShell(new Random(seed), boot(), work());
  }

  BootId boot() {
    return new BootId(kernel.host().bootId().orThrow());
  }

  Work work() {
    Workplace place = new Workplace(kernel, new Layout(ROOT), Samples.INSTANCE, boot());
    ObjectSource source =
        bytecode ->
            bytecode.digest().equals(DIGEST)
                ? new ObjectSource.Fetched.Found(OBJECT)
                : new ObjectSource.Fetched.Unavailable("lost");
    ProgramWork programs =
        new ProgramWork(
            place,
            source,
            new VerifierLogs(ObjectStore.reading(Path.of("/nonexistent/no-log-comes-here"))));
    return new KernelWork(
        programs::carryOut,
        this::link,
        task -> new DispatcherAnswer.Swept(List.of(task + " is not played")),
        new HostWork(place)::carryOut);
  }

  /** Links are attached by saying so. */
  LinkAnswer link(LinkTask task) {
    return switch (task) {
      case LinkTask.Attach attach ->
          new LinkAnswer.LinkAttached(
              new Standing(
                  new Hold.ByLink(boot(), ++attached, ROOT + "/links/" + attach.link()),
                  attach.program().incarnation(),
                  Optional.empty()));
      case LinkTask.Detach _ ->
          detachFails
              ? new LinkAnswer.DetachRefused(new Failure.Blocked("it is held"))
              : new LinkAnswer.LinkDetached();
      case LinkTask.Survey _ -> new LinkAnswer.LinkSurveyed(new LinkObservation.Missing());
      case LinkTask.Withdraw _ -> new LinkAnswer.LinkWithdrawn(List.of());
      case LinkTask.Recreate again ->
          new LinkAnswer.LinkAttached(
              new Standing(
                  new Hold.ByLink(boot(), ++attached, ROOT + "/links/" + again.link()),
                  again.program().incarnation(),
                  Optional.empty()));
      case LinkTask.Adopt _ ->
          new LinkAnswer.AttachRefused(new Failure.Blocked("it is gone"), List.of());
      case LinkTask.RemoveResidue _ -> new LinkAnswer.ResidueGone(List.of(), List.of());
    };
  }

  static ProgramKey key(int number) {
    return new ProgramKey(Ulid.of(10 + number, 0, 0));
  }

  static StreamId program(int number) {
    return StreamId.of(key(number));
  }

  static ProgramCommand.LoadBatch batch() {
    return new ProgramCommand.LoadBatch(
        IntStream.rangeClosed(1, BATCH)
            .mapToObj(
                number ->
                    new NewProgram(
                        key(number),
                        new ProgramSpec(
                            "program" + number,
                            AttachKind.TRACEPOINT,
                            Optional.empty(),
                            Optional.empty(),
                            new Bytecode(DIGEST, new Bytecode.FromFile("/opt/three.o")),
                            new TreeMap<>(),
                            Optional.empty()),
                        Labels.NONE,
                        Policy.DEFAULT))
            .toList());
  }

  static LinkCommand.Attach attach(int number) {
    return new LinkCommand.Attach(
        new LinkNumber(number),
        key(1),
        new TracepointAttachment("sched", "sched_switch", 0),
        Labels.NONE,
        Policy.DEFAULT);
  }

  static StreamId link(int number) {
    return StreamId.of(new LinkKey(Ulid.of(100 + number, 0, 0)));
  }

  static List<Load> loads(PlainShell shell) {
    List<Load> loads = new ArrayList<>();
    for (int number = 1; number <= BATCH; number++) {
      shell
          .ledger()
          .program(key(number))
          .map(view -> view.state())
          .ifPresent(
              state -> {
                if (state instanceof ProgramState.Loaded loaded) {
                  loads.add(loaded.load());
                }
              });
    }
    return loads;
  }

  int programsInKernel() {
    int count = 0;
    Optional<ProgramId> last = kernel.programs().next(Optional.empty()).orThrow();
    while (last.isPresent()) {
      count++;
      last = kernel.programs().next(last).orThrow();
    }
    return count;
  }

  void restart(PlainShell shell) {
    host.faults(SERVICE).clear();
    kernel.close();
    kernel = host.startProcess(SERVICE);
    shell.restart(work());
  }

  /** Plays a scenario with a fault at the first, second, … place, until there is none. */
  void sweep(BiFunction<Integer, PlainShell, Boolean> scenario, int seed, int atLeast) {
    for (int number = 1; number < SWEEP_LIMIT; number++) {
      if (!scenario.apply(number, start(seed))) {
        assertThat(number).isGreaterThan(atLeast);
        return;
      }
    }
    throw new AssertionError("the sweep did not end");
  }
}
