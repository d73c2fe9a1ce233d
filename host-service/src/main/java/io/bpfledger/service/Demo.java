package io.bpfledger.service;

import io.bpfledger.core.host.Teller;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.request.AttachWish;
import io.bpfledger.core.request.LoadWish;
import io.bpfledger.core.work.Pause;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.audit.AuditReport;
import io.bpfledger.journal.audit.LedgerAudit;
import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code demo}: a short story on a simulated kernel with a real ledger. What was asked for, what a
 * kill and a lost device leave of it, and what bpfledger makes of that.
 */
final class Demo {

  private static final Principal SOMEBODY = new Principal.Peer(1000, 1000, 4242, "somebody");
  private static final int XDP_PASS = 2;
  private static final int SECONDS_MAX = 30;
  private static final long PAUSE_NANOS = 10_000_000;

  private final Terminal terminal;

  Demo(Terminal terminal) {
    this.terminal = terminal;
  }

  int run() {
    // What goes wrong in this story is meant to, and told in its own words.
    System.setProperty("bpfledger.log.level", "OFF");
    @Nullable Path state = null;
    try {
      state = Files.createTempDirectory("bpfledger-demo");
      try (DemoMachine machine = new DemoMachine(state.resolve("state"))) {
        tell(machine);
      }
      return Main.DONE;
    } catch (IOException | ExecutionException | TimeoutException failure) {
      terminal.error("demo: " + failure);
      return Main.FAILED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Main.FAILED;
    } finally {
      remove(state);
    }
  }

  private void tell(DemoMachine machine)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    terminal.line(
        "A simulated kernel and a real ledger; nothing real is touched and no root is needed.\n");
    NetworkInterface device =
        machine.machine().outside().addInterface(NetworkNamespace.OWN, "web0");
    List<ProgramKey> programs = load(machine);
    ProgramKey first = programs.get(0);
    ProgramKey second = programs.get(1);
    attach(machine, first, 50);
    attach(machine, second, 20);
    send(machine, device, programs);

    say("asked", "first_one once more on xdp of web0, before the others");
    machine.killedAfter(
        Fault.crashAfter(Operation.UPDATE_LINK, 1),
        () -> {
          var _ = attaching(machine, first, 10);
        });
    say("killed", "the service (kill -9), after the kernel changed and before that was recorded");
    machine.restart();
    say("started", "the ledger knows of a revision that was planned, the kernel runs it");
    until(machine.host()::settled);
    say("settled", hook(machine));
    send(machine, device, programs);

    machine.machine().outside().removeInterface(device);
    until(() -> links(machine).allMatch(link -> link.state().phase().equals("lost")));
    say("stranger", "removes web0; three links wait for it");
    NetworkInterface next = machine.machine().outside().addInterface(NetworkNamespace.OWN, "web0");
    until(() -> links(machine).allMatch(link -> link.state().phase().equals("attached")));
    say("stranger", "adds another web0");
    say("settled", hook(machine));
    send(machine, next, programs);

    get(machine.host().unload(SOMEBODY, first));
    say("unloaded", "first_one, its two links detached before");
    say("settled", hook(machine));
    AuditReport audit = LedgerAudit.of(machine.store(), machine.objects());
    say("ledger", audit.sound() ? "verified: every entry is as it was written" : "damaged");
  }

  private List<ProgramKey> load(DemoMachine machine)
      throws InterruptedException, ExecutionException, TimeoutException {
    say("asked", "first_one and second_one of demo.o, together or not at all");
    Teller.Loading loading =
        get(
            machine
                .host()
                .teller()
                .load(
                    SOMEBODY,
                    LoadWish.of(object(), "/demo/demo.o", "xdp:first_one", "xdp:second_one")));
    expectDone(loading.answer());
    say("done", "2 programs, in the kernel and pinned by one rename");
    return loading.programs();
  }

  private static CompletionStage<Teller.Attaching> attaching(
      DemoMachine machine, ProgramKey program, int priority) {
    return machine
        .host()
        .teller()
        .attach(
            SOMEBODY,
            AttachWish.of(
                program, "xdp", Map.of("iface", "web0", "priority", Integer.toString(priority))));
  }

  private void attach(DemoMachine machine, ProgramKey program, int priority)
      throws InterruptedException, ExecutionException, TimeoutException {
    ProgramView view = machine.host().ledger().program(program).orElseThrow();
    say("asked", view.program().spec().name() + " on xdp of web0, priority " + priority);
    expectDone(get(attaching(machine, program, priority)).answer());
    say("done", hook(machine));
  }

  /** Who stands on the hook, as the ledger says. */
  private static String hook(DemoMachine machine) {
    DispatcherView hook = machine.host().ledger().dispatchers().getFirst();
    if (!(hook.state() instanceof DispatcherState.Active active)) {
      return "xdp of web0 is " + hook.state().phase();
    }
    List<String> members =
        active.live().revision().members().stream()
            .map(
                member ->
                    member.programName()
                        + " (link "
                        + machine.host().ledger().link(member.link()).orElseThrow().link().number()
                        + ")")
            .toList();
    return "revision %d on web0: %s"
        .formatted(active.live().revision().number(), String.join(", then ", members));
  }

  private void send(DemoMachine machine, NetworkInterface device, List<ProgramKey> programs) {
    List<Long> before = packets(machine, programs);
    machine.machine().outside().receive(device, new byte[64]).orThrow();
    List<Long> after = packets(machine, programs);
    say(
        "packet",
        "first_one ran %s, second_one %s"
            .formatted(times(after.get(0) - before.get(0)), times(after.get(1) - before.get(1))));
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  /** How often each program ran, as it has counted in the map of its own. */
  private static List<Long> packets(DemoMachine machine, List<ProgramKey> programs) {
    return programs.stream()
        .map(program -> machine.host().ledger().program(program).orElseThrow().state())
        .flatMap(state -> ((ProgramState.Loaded) state).load().maps().stream())
        .flatMap(map -> map.pin().stream())
        .map(pin -> machine.count(Path.of(pin)))
        .toList();
  }

  private static Stream<LinkView> links(DemoMachine machine) {
    return machine.host().ledger().links().stream();
  }

  private static ObjectBytes object() {
    DeclaredObject object = DeclaredObject.empty().counter("firsts").counter("seconds");
    object.program(DeclaredProgram.in("xdp", "first_one").counting("firsts").returning(XDP_PASS));
    object.program(DeclaredProgram.in("xdp", "second_one").counting("seconds").returning(XDP_PASS));
    return object.bytes();
  }

  private static void expectDone(Answer<Outcome> answer) {
    if (!(answer instanceof Answer.Done<Outcome>(_, Outcome outcome))
        || !(outcome instanceof Outcome.Done)) {
      throw new IllegalStateException("not done: " + answer);
    }
  }

  private static <T> T get(CompletionStage<T> asked)
      throws InterruptedException, ExecutionException, TimeoutException {
    return asked.toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
  }

  private static void until(BooleanSupplier condition) throws TimeoutException {
    for (long waited = 0; !condition.getAsBoolean(); waited += PAUSE_NANOS) {
      if (waited > TimeUnit.SECONDS.toNanos(SECONDS_MAX)) {
        throw new TimeoutException("the story does not go on");
      }
      Pause.REAL.lasting(PAUSE_NANOS);
    }
  }

  private void remove(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException left) {
      terminal.error("demo: " + folder + " could not be removed: " + left.getMessage());
    }
  }

  private void say(String what, String text) {
    terminal.line("%-10s %s".formatted(what, text));
  }
}
