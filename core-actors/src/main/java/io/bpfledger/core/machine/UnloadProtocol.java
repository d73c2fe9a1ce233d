package io.bpfledger.core.machine;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.ProgramState.Unloading;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/**
 * How a program is unloaded: its intent bars new links, then those it has are detached, and when
 * none lives any more it is taken out of the kernel.
 */
record UnloadProtocol(ProgramViewpoint viewpoint) {

  /**
   * Records the intent and has the request come again. When it does the intent is durable, and
   * every link either is seen, or sees that it may not attach.
   */
  static Decision<ProgramCommand, ProgramEvent> begin(Request<ProgramCommand> request) {
    return Decision.<ProgramCommand, ProgramEvent>record(
            request, new ProgramEvent.UnloadRequested(request.operation()))
        .deferring(List.of(request));
  }

  Decision<ProgramCommand, ProgramEvent> goOn(Unloading state) {
    return new Decision<>(
        Optional.empty(),
        List.of(),
        effects(state.operation(), state.load(), viewpoint.livingLinks()),
        List.of());
  }

  /**
   * Of a program whose leader gave the batch up and could not tell it. Nobody asked for this
   * operation by itself, so it bears the program's own name.
   */
  Decision<ProgramCommand, ProgramEvent> ofFailedBatch(ProgramState.Present state, Load load) {
    boolean givenUp =
        state.underWay().isEmpty()
            && !viewpoint.leads(state.program())
            && viewpoint.state(viewpoint.leader(state.program())) instanceof ProgramState.Failed;
    Ulid operation = viewpoint.self().ulid();
    return givenUp
        ? new Decision<>(
            Optional.empty(),
            List.of(new ProgramEvent.UnloadRequested(operation)),
            effects(operation, load, viewpoint.livingLinks()),
            List.of())
        : Decision.nothing();
  }

  private List<Effect> effects(Ulid operation, Load load, List<LinkView> links) {
    return links.isEmpty()
        ? List.of(
            new Effect.Perform(
                new ProgramTask.Unload(
                    operation, viewpoint.self(), load, viewpoint.mapsOnlyUsedBy(load))))
        : links.stream().<Effect>map(link -> detach(operation, link)).toList();
  }

  private static Effect detach(Ulid operation, LinkView link) {
    return new Effect.Send(StreamId.of(link.key()), operation, new LinkCommand.Detach());
  }

  Decision<ProgramCommand, ProgramEvent> answered(
      Unloading state, Input.Answered<ProgramCommand> answered) {
    List<LinkView> living = viewpoint.livingLinks();
    if (living.isEmpty()) {
      return goOn(state);
    }
    Optional<LinkView> held =
        living.stream().filter(link -> StreamId.of(link.key()).equals(answered.from())).findFirst();
    if (held.isPresent()) {
      return failed(state, obstacle(held.get(), answered.answer()));
    }
    // A link whose intent came in between finds that it may not attach; it is waited for as well.
    List<LinkView> late =
        living.stream().filter(link -> link.state() instanceof LinkState.Attaching).toList();
    return Decision.only(
        late.stream().map(link -> detach(state.operation(), link)).toArray(Effect[]::new));
  }

  private static Failure obstacle(LinkView link, Answer<Outcome> answer) {
    return new Failure.Blocked(
        "link " + link.link().number() + " is not detached: " + Outcome.words(answer));
  }

  Decision<ProgramCommand, ProgramEvent> performed(
      Unloading state, ProgramTask task, KernelAnswer answer) {
    if (!(task instanceof ProgramTask.Unload)) {
      return Decision.nothing();
    }
    return switch (answer) {
      case ProgramAnswer.Unloaded _ -> Decision.record(new ProgramEvent.Unloaded(concludes(state)));
      case ProgramAnswer.UnloadRefused(Failure failure) -> failed(state, failure);
      case KernelAnswer other ->
          failed(state, new Failure.Interrupted("the unload was answered with " + other));
    };
  }

  private static Decision<ProgramCommand, ProgramEvent> failed(Unloading state, Failure failure) {
    return Decision.record(new ProgramEvent.UnloadFailed(concludes(state), failure));
  }

  private static Ulid concludes(Unloading unloading) {
    return unloading.underWay().orElse(unloading.operation());
  }
}
