package io.bpfledger.core.machine;

import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.state.LinkRecord;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LinkState.Attaching;
import io.bpfledger.journal.state.LinkState.Detaching;
import io.bpfledger.journal.state.LinkState.Present;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** The steps that a link takes, whatever led to them. */
final class LinkSteps {

  private LinkSteps() {}

  /** Attaches a link whose intent is durable, if its program is there to be attached. */
  static Decision<LinkCommand, LinkEvent> attach(View view, Attaching link) {
    Optional<Load> program = loadedHere(view, link.link().program());
    if (program.isEmpty()) {
      return attachFailed(link, blocked(unloaded(view, link.link().program())), List.of());
    }
    Optional<HookKey> hook = link.link().attachment().hook();
    return Decision.only(
        hook.isPresent()
            ? join(view, hook.get(), operation(link))
            : new Effect.Perform(
                new LinkTask.Attach(
                    operation(link), self(view), link.link().attachment(), program.get())));
  }

  /** Sees what became of an attach. */
  static Decision<LinkCommand, LinkEvent> survey(View view, Attaching link) {
    return inKernel(view, link)
        .map(
            program ->
                Decision.<LinkCommand, LinkEvent>only(
                    new Effect.Perform(
                        new LinkTask.Survey(
                            operation(link), self(view), link.link().attachment(), program))))
        .orElseGet(() -> interruptedBefore(view, link));
  }

  /** Leaves nothing of an attach. */
  static Decision<LinkCommand, LinkEvent> withdraw(View view, Attaching link, Failure why) {
    Optional<HookKey> hook = link.link().attachment().hook();
    if (hook.isPresent()) {
      return Decision.only(leave(view, hook.get(), operation(link)));
    }
    return inKernel(view, link)
        .map(
            program ->
                Decision.<LinkCommand, LinkEvent>only(
                    new Effect.Perform(
                        new LinkTask.Withdraw(
                            operation(link), self(view), link.link().attachment(), program, why))))
        .orElseGet(() -> attachFailed(link, why, List.of()));
  }

  /** What was attached in another boot went with that. */
  private static Decision<LinkCommand, LinkEvent> interruptedBefore(View view, Attaching link) {
    return attachFailed(link, blocked(unloaded(view, link.link().program())), List.of());
  }

  /** Lets go of a link whose end is durably asked for. */
  static Effect detach(View view, LinkRecord link, Standing standing, Ulid operation) {
    return switch (standing.hold()) {
      case Hold.ByLink hold ->
          new Effect.Perform(new LinkTask.Detach(operation, self(view), hold, standing.program()));
      case Hold.ByDispatcher hold ->
          leave(view, link.attachment().hook().orElse(hold.hook()), operation);
    };
  }

  static Decision<LinkCommand, LinkEvent> detach(View view, Detaching link) {
    return Decision.only(detach(view, link.link(), link.standing(), operation(link)));
  }

  static Effect join(View view, HookKey hook, Ulid operation) {
    return new Effect.Send(StreamId.of(hook), operation, new DispatcherCommand.Join(self(view)));
  }

  static Effect leave(View view, HookKey hook, Ulid operation) {
    return new Effect.Send(StreamId.of(hook), operation, new DispatcherCommand.Leave(self(view)));
  }

  static Decision<LinkCommand, LinkEvent> attached(Present link, Standing standing) {
    return Decision.record(attachedBy(operation(link), standing));
  }

  static LinkEvent attachedBy(Ulid operation, Standing standing) {
    return new LinkEvent.Attached(
        operation, standing.hold(), standing.program(), standing.device());
  }

  static Decision<LinkCommand, LinkEvent> attachFailed(
      Attaching link, Failure failure, List<String> leftovers) {
    return Decision.record(
        new LinkEvent.AttachFailed(
            operation(link),
            failure,
            leftovers.subList(0, Math.min(leftovers.size(), LinkEvent.LEFTOVERS_MAX))));
  }

  static Decision<LinkCommand, LinkEvent> detached(Detaching link) {
    return Decision.record(new LinkEvent.Detached(operation(link)));
  }

  static Decision<LinkCommand, LinkEvent> detachFailed(Detaching link, Failure failure) {
    return Decision.record(new LinkEvent.DetachFailed(operation(link), failure));
  }

  static LinkKey self(View view) {
    return LinkKey.parse(view.self().key());
  }

  /** The operation that an outcome must name: that of a repair, if one is under way. */
  static Ulid operation(Present link) {
    return link.underWay()
        .orElseThrow(() -> new IllegalStateException("nothing is under way in " + link));
  }

  /** What somebody asked for and waits for, whatever else is under way. */
  static Optional<Ulid> asked(LinkState state) {
    return switch (state) {
      case Attaching attaching -> Optional.of(attaching.operation());
      case Detaching detaching -> Optional.of(detaching.operation());
      case LinkState.Absent _,
          LinkState.Attached _,
          LinkState.Lost _,
          LinkState.Failed _,
          LinkState.Detached _ ->
          Optional.empty();
    };
  }

  /** Whether an event that ends the operation is still to come. */
  static boolean waitsFor(LinkState state, Ulid operation) {
    Optional<Ulid> wanted = Optional.of(operation);
    return state.underWay().equals(wanted) || asked(state).equals(wanted);
  }

  static Failure interrupted(String where) {
    return new Failure.Interrupted(bounded(where));
  }

  static Failure blocked(String by) {
    return new Failure.Blocked(bounded(by));
  }

  private static String bounded(String text) {
    return text.substring(0, Math.min(text.length(), Limits.TEXT_CHARACTERS_MAX));
  }

  /** How the program is loaded, if it may be attached now. */
  static Optional<Load> loadedHere(View view, ProgramKey program) {
    return view.ledger()
        .program(program)
        .flatMap(
            found ->
                found.state() instanceof ProgramState.Loaded loaded
                    ? Optional.of(loaded.load())
                    : Optional.empty())
        .filter(load -> load.incarnation().boot().equals(view.boot()));
  }

  /** How the program of a link is, or was, loaded in this kernel. */
  private static Optional<Load> inKernel(View view, Attaching link) {
    return view.ledger()
        .program(link.link().program())
        .flatMap(
            found ->
                switch (found.state()) {
                  case ProgramState.Loaded loaded -> Optional.of(loaded.load());
                  case ProgramState.Lost lost -> Optional.of(lost.last());
                  case ProgramState.Unloading unloading -> Optional.of(unloading.load());
                  case ProgramState.Loading _, ProgramState.Failed _, ProgramState.Unloaded _ ->
                      Optional.empty();
                })
        .filter(load -> load.incarnation().boot().equals(view.boot()));
  }

  /** Why a program cannot be attached. */
  static String unloaded(View view, ProgramKey program) {
    return view.ledger()
        .program(program)
        .map(
            found ->
                found.state() instanceof ProgramState.Loaded
                    ? "program " + program + " was loaded in another boot"
                    : "program " + program + " is " + found.state().phase() + ", not loaded")
        .orElseGet(() -> "there is no program " + program);
  }
}
