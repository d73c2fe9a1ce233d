package io.bpfledger.core.machine;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A link and its program in a ledger in memory, with a shell as plain as can be: what the machine
 * decides is posted, what it wants done is kept for the test to look at.
 */
final class LinkStory {

  static final StreamId LINK = StreamId.of(Samples.LINK);
  static final StreamId PROGRAM = StreamId.of(Samples.PROGRAM);
  static final StreamId HOOK = StreamId.of(Samples.HOOK);
  static final Attachment SIMPLE = new TracepointAttachment("syscalls", "sys_enter_getpgid", 7);
  static final Attachment ON_DEVICE =
      new XdpAttachment(Samples.DEVICE, XdpMode.AUTOMATIC, 50, ProceedOn.OfXdp.DEFAULT);
  static final Standing PINNED = new Standing(Samples.HELD, Samples.INCARNATION, Optional.empty());
  static final Standing MEMBER =
      new Standing(
          new Hold.ByDispatcher(Samples.HOOK, 3, 1),
          Samples.INCARNATION,
          Optional.of(Samples.IDENTITY));
  static final Loss GONE = new Loss(LossReason.TARGET_GONE, "eth0 is gone");

  private static final LinkMachine MACHINE = new LinkMachine();
  private static final int ROUNDS_MAX = 100;

  private final MemoryLedger entries = new MemoryLedger();
  private final List<Effect> effects = new ArrayList<>();
  private final Map<Ulid, Outcome> outcomes = new LinkedHashMap<>();
  private List<Request<LinkCommand>> waiting = new ArrayList<>();
  private Ledger ledger = Ledger.EMPTY;
  private BootId boot = Samples.BOOT;
  private long operations;

  /** A story in which the program is loaded. */
  static LinkStory begun() {
    LinkStory story = new LinkStory();
    story.postProgram("program.load-requested.1.plain");
    story.postProgram("program.loaded.1");
    return story;
  }

  void postProgram(String sample) {
    post(PROGRAM, Samples.event(sample));
  }

  void post(StreamId stream, Event event) {
    Entry entry = entries.post(stream, Samples.envelope(event), event);
    ledger = ledger.after(stream, entries.account(stream).chain().sequence(), entry);
  }

  void reboot() {
    boot = new BootId("another");
  }

  Ulid operation() {
    return new Ulid(7, ++operations);
  }

  View view() {
    return new View(LINK, ledger, boot);
  }

  LinkState state() {
    return (LinkState) entries.account(LINK).state();
  }

  List<Request<LinkCommand>> waiting() {
    return waiting;
  }

  /** How the link's operations ended, as whoever waits is told. */
  Map<Ulid, Outcome> outcomes() {
    return outcomes;
  }

  Outcome outcome(Ulid operation) {
    return Optional.ofNullable(outcomes.get(operation))
        .orElseThrow(() -> new AssertionError(operation + " has not ended"));
  }

  /** What it wanted done since this was last asked. */
  List<Effect> effects() {
    List<Effect> all = List.copyOf(effects);
    effects.clear();
    return all;
  }

  /** The one task it wanted carried out since this was last asked. */
  LinkTask task() {
    List<Effect> all = effects();
    if (all.size() == 1 && all.getFirst() instanceof Effect.Perform(LinkTask task)) {
      return task;
    }
    throw new AssertionError("not one task: " + all);
  }

  /** The one command it told its dispatcher since this was last asked. */
  DispatcherCommand told() {
    List<Effect> all = effects();
    if (all.size() == 1
        && all.getFirst() instanceof Effect.Send(var to, _, DispatcherCommand command)
        && to.equals(HOOK)) {
      return command;
    }
    throw new AssertionError("not one command to the dispatcher: " + all);
  }

  /** Asks for something, and gives the operation's id. */
  Ulid ask(LinkCommand command) {
    Ulid operation = operation();
    ask(
        new Request<>(
            operation, Samples.ENVELOPE.principal(), Samples.ENVELOPE.cause(), command, false));
    return operation;
  }

  void ask(Request<LinkCommand> request) {
    waiting.add(request);
    settle(new Input.Asked<>(waiting));
  }

  Ulid attach(Attachment attachment, Policy policy) {
    return ask(
        new LinkCommand.Attach(
            new LinkNumber(7), Samples.PROGRAM, attachment, Labels.NONE, policy));
  }

  void performed(KernelTask task, KernelAnswer answer) {
    settle(new Input.Performed<>(task, answer));
  }

  void answered(Ulid operation, Command command, Answer<Outcome> answer) {
    settle(new Input.Answered<>(HOOK, operation, command, answer));
  }

  void recovered(boolean restarted) {
    effects.clear();
    waiting.clear();
    settle(new Input.Recovered<>(restarted));
  }

  /** Decides, and offers what waits again until nothing moves any more. */
  void settle(Input<LinkCommand> input) {
    Input<LinkCommand> next = input;
    for (int round = 0; round < ROUNDS_MAX; round++) {
      boolean asked = next instanceof Input.Asked<LinkCommand>;
      int before = waiting.size();
      Decision<LinkCommand, LinkEvent> decision = MACHINE.decide(view(), state(), next);
      if (!decision.equals(MACHINE.decide(view(), state(), next))) {
        throw new AssertionError("not pure: " + decision);
      }
      List<Request<LinkCommand>> left = new ArrayList<>(decision.deferred());
      if (!asked) {
        left.addAll(waiting);
      }
      waiting = left;
      decision.events().forEach(this::happen);
      for (Effect effect : decision.effects()) {
        if (effect instanceof Effect.Reply(Ulid operation, Outcome outcome)) {
          outcomes.put(operation, outcome);
        } else {
          effects.add(effect);
        }
      }
      boolean moved = !asked || !decision.events().isEmpty() || waiting.size() < before;
      if (!moved || waiting.isEmpty()) {
        return;
      }
      next = new Input.Asked<>(waiting);
    }
    throw new AssertionError("it never comes to rest: " + waiting);
  }

  private void happen(LinkEvent event) {
    LinkState before = state();
    post(LINK, event);
    outcomes.putAll(MACHINE.concluded(LINK, before, event, state()));
  }

  /** How the program is loaded. */
  static Load load() {
    return ((ProgramEvent.Loaded) Samples.event("program.loaded.1")).load();
  }
}
