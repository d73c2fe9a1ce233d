package io.bpfledger.core.play;

import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.Decision;
import io.bpfledger.core.machine.Effect;
import io.bpfledger.core.machine.Input;
import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.LinkMachine;
import io.bpfledger.core.machine.Machine;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.machine.ProgramMachine;
import io.bpfledger.core.machine.Request;
import io.bpfledger.core.machine.View;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.work.Work;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Programs and links with their ledger; what is to happen next is drawn from what can happen. */
final class PlainShell {

  private static final int STEPS_MAX = 10_000;

  /** Something that can happen to an entity. */
  private record Step(StreamId entity, Runnable happening) {}

  private record Asker(Ulid operation, Consumer<Answer<Outcome>> heard) {}

  private final EntryCodec codec = new EntryCodec();
  private final Projection projection = Projection.of(Ledger.EMPTY, new MemoryLedger(), codec);
  private final Map<StreamId, Account> accounts = new HashMap<>();
  private final Map<StreamId, List<Request<Command>>> waiting = new HashMap<>();
  private final Map<StreamId, List<Asker>> askers = new HashMap<>();
  private final Map<StreamId, Integer> incarnations = new HashMap<>();
  private final List<Step> possible = new ArrayList<>();
  private final Random order;
  private final BootId boot;
  private Work work;
  private int writes;
  private int failingWrite;
  private boolean durable;
  private boolean diesWithIt;

  PlainShell(Random order, BootId boot, Work work) {
    this.order = order;
    this.boot = boot;
    this.work = work;
  }

  /** A service that dies in the middle of a write. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Lets the n-th write from now fail; durable or not, its writer does not get to know. */
  void failWrite(int number, boolean nowDurable, boolean dies) {
    writes = 0;
    failingWrite = number;
    durable = nowDurable;
    diesWithIt = dies;
  }

  boolean metFailingWrite() {
    return failingWrite > 0 && writes >= failingWrite;
  }

  Ledger ledger() {
    return projection.ledger();
  }

  /** Asks an entity; the answer is put where it can be found. */
  List<Answer<Outcome>> ask(StreamId to, Ulid operation, Command command) {
    List<Answer<Outcome>> heard = new ArrayList<>();
    tell(to, operation, command, heard::add);
    return heard;
  }

  private void tell(StreamId to, Ulid operation, Command command, Consumer<Answer<Outcome>> heard) {
    askers.computeIfAbsent(to, _ -> new ArrayList<>()).add(new Asker(operation, heard));
    waiting
        .computeIfAbsent(to, _ -> new ArrayList<>())
        .add(
            new Request<>(
                operation, Samples.ENVELOPE.principal(), Samples.ENVELOPE.cause(), command, false));
    possible.add(new Step(to, () -> offer(to)));
  }

  /** Lets things happen until nothing can happen any more. */
  void settle() {
    for (int step = 0; !possible.isEmpty(); step++) {
      if (step == STEPS_MAX) {
        throw new AssertionError("it never comes to rest");
      }
      possible.remove(order.nextInt(possible.size())).happening().run();
    }
  }

  /** The service starts again after it died: nothing is left but the ledger. */
  void restart(Work newWork) {
    work = newWork;
    possible.clear();
    waiting.clear();
    askers.clear();
    failingWrite = 0;
    for (StreamId entity : accounts.keySet()) {
      incarnations.merge(entity, 1, Integer::sum);
      if (account(entity).state().underWay().isPresent()) {
        possible.add(new Step(entity, () -> decide(entity, new Input.Recovered<>(false))));
      }
    }
  }

  private Account account(StreamId entity) {
    return accounts.getOrDefault(entity, Account.open(entity));
  }

  private void offer(StreamId entity) {
    List<Request<Command>> all = waiting.getOrDefault(entity, List.of());
    if (!all.isEmpty()) {
      decide(entity, new Input.Asked<>(List.copyOf(all)));
    }
  }

  private void decide(StreamId entity, Input<Command> input) {
    switch (entity.kind()) {
      case PROGRAM ->
          this.<ProgramState, ProgramCommand, ProgramEvent>decide(
              new ProgramMachine(), entity, ProgramState.class, ProgramCommand.class, input);
      case LINK ->
          this.<LinkState, LinkCommand, LinkEvent>decide(
              new LinkMachine(), entity, LinkState.class, LinkCommand.class, input);
      case DISPATCHER, HOST -> throw new AssertionError("nobody plays " + entity);
    }
  }

  private <S extends io.bpfledger.journal.state.EntityState, C extends Command, E extends Event>
      void decide(
          Machine<S, C, E> machine,
          StreamId entity,
          Class<S> states,
          Class<C> commands,
          Input<Command> input) {
    List<Request<Command>> before = waiting.getOrDefault(entity, List.of());
    Decision<C, E> decision =
        machine.decide(
            new View(entity, ledger(), boot),
            states.cast(account(entity).state()),
            narrowed(input, commands));
    List<Request<Command>> left = new ArrayList<>();
    decision.deferred().forEach(request -> left.add(widened(request)));
    boolean asked = input instanceof Input.Asked<Command>;
    if (!asked) {
      left.addAll(before);
    }
    boolean moved = !asked || !decision.events().isEmpty() || left.size() < before.size();
    waiting.put(entity, left);
    if (!decision.events().isEmpty() && !written(machine, entity, states, decision)) {
      return;
    }
    decision.effects().forEach(effect -> have(entity, effect));
    if (moved && !left.isEmpty()) {
      possible.add(new Step(entity, () -> offer(entity)));
    }
  }

  private <S extends io.bpfledger.journal.state.EntityState, C extends Command, E extends Event>
      boolean written(
          Machine<S, C, E> machine, StreamId entity, Class<S> states, Decision<C, E> decision) {
    writes++;
    boolean fails = writes == failingWrite;
    if (fails && !durable) {
      fail(entity);
      return false;
    }
    Map<Ulid, Outcome> concluded = new HashMap<>();
    for (E event : decision.events()) {
      Account before = account(entity);
      Entry entry = codec.seal(before.chain(), Samples.ENVELOPE, event);
      Account after = before.after(entry);
      accounts.put(entity, after);
      projection.apply(entity, after.chain().sequence(), entry);
      concluded.putAll(
          machine.concluded(
              entity, states.cast(before.state()), event, states.cast(after.state())));
    }
    if (fails) {
      concluded.forEach((operation, outcome) -> answer(entity, operation, outcome));
      fail(entity);
      return false;
    }
    concluded.forEach((operation, outcome) -> answer(entity, operation, outcome));
    return true;
  }

  /** The next incarnation knows the ledger, and nothing of what the last one waited for. */
  private void fail(StreamId entity) {
    if (diesWithIt) {
      throw new Died();
    }
    incarnations.merge(entity, 1, Integer::sum);
    waiting.remove(entity);
    for (Asker asker : askers.getOrDefault(entity, List.of())) {
      asker.heard().accept(new Answer.NotDone<>(asker.operation().toString(), "the write failed"));
    }
    askers.remove(entity);
    boolean underWay = account(entity).state().underWay().isPresent();
    possible.add(new Step(entity, () -> decide(entity, new Input.Recovered<>(underWay))));
  }

  private void have(StreamId entity, Effect effect) {
    switch (effect) {
      case Effect.Reply(Ulid operation, Outcome outcome) -> answer(entity, operation, outcome);
      case Effect.Perform(KernelTask task) -> {
        int incarnation = incarnation(entity);
        possible.add(
            new Step(
                entity,
                () -> {
                  var answer = work.carryOut(task);
                  possible.add(
                      new Step(
                          entity,
                          () -> {
                            if (incarnation(entity) == incarnation) {
                              decide(entity, new Input.Performed<>(task, answer));
                            }
                          }));
                }));
      }
      case Effect.Send(StreamId to, Ulid operation, Command command) -> {
        int incarnation = incarnation(entity);
        tell(
            to,
            operation,
            command,
            answer ->
                possible.add(
                    new Step(
                        entity,
                        () -> {
                          if (incarnation(entity) == incarnation) {
                            decide(entity, new Input.Answered<>(to, operation, command, answer));
                          }
                        })));
      }
    }
  }

  private int incarnation(StreamId entity) {
    return incarnations.getOrDefault(entity, 0);
  }

  private void answer(StreamId entity, Ulid operation, Outcome outcome) {
    List<Asker> all = askers.getOrDefault(entity, new ArrayList<>());
    List<Asker> hearing =
        all.stream().filter(asker -> asker.operation().equals(operation)).toList();
    all.removeAll(hearing);
    hearing.forEach(
        asker -> asker.heard().accept(new Answer.Done<>(operation.toString(), outcome)));
  }

  private static <C extends Command> Input<C> narrowed(Input<Command> input, Class<C> commands) {
    return switch (input) {
      case Input.Asked<Command>(List<Request<Command>> requests) ->
          new Input.Asked<>(
              requests.stream()
                  .map(
                      request ->
                          new Request<>(
                              request.operation(),
                              request.principal(),
                              request.cause(),
                              commands.cast(request.command()),
                              request.alone()))
                  .toList());
      case Input.Performed<Command>(var task, var answer) -> new Input.Performed<>(task, answer);
      case Input.Answered<Command>(var from, var operation, var command, var answer) ->
          new Input.Answered<>(from, operation, command, answer);
      case Input.Recovered<Command>(boolean restarted) -> new Input.Recovered<>(restarted);
    };
  }

  private static Request<Command> widened(Request<? extends Command> request) {
    return new Request<>(
        request.operation(),
        request.principal(),
        request.cause(),
        request.command(),
        request.alone());
  }

  /** Entities of a kind for which something is under way. */
  List<StreamId> busy() {
    return accounts.entrySet().stream()
        .filter(account -> account.getValue().state().underWay().isPresent())
        .map(Map.Entry::getKey)
        .filter(entity -> entity.kind() != StreamKind.HOST)
        .toList();
  }
}
