package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.StreamId;
import java.util.Optional;

/** Links that are taken for lost while their hook runs them. */
final class Returns {

  private final Ledger ledger;

  Returns(Ledger ledger) {
    this.ledger = ledger;
  }

  boolean isOnHook(StreamId link) {
    return hook(LinkKey.parse(link.key())).isPresent();
  }

  private Optional<HookKey> hook(LinkKey link) {
    return ledger.link(link).flatMap(view -> view.link().attachment().hook());
  }

  /** What its hook would tell the link. */
  Optional<Instruction> of(StreamId link) {
    LinkKey key = LinkKey.parse(link.key());
    return hook(key)
        .flatMap(
            hook ->
                ledger
                    .dispatcher(hook)
                    .map(DispatcherView::state)
                    .flatMap(
                        state ->
                            state instanceof DispatcherState.Active active
                                ? returned(key, hook, active.live())
                                : Optional.empty()));
  }

  private Optional<Instruction> returned(LinkKey key, HookKey hook, LiveRevision live) {
    return live.revision()
        .position(key)
        .flatMap(
            position ->
                ledger
                    .program(live.revision().members().get(position).program())
                    .map(ProgramView::state)
                    .flatMap(
                        state ->
                            state instanceof ProgramState.Loaded loaded
                                ? Optional.of(loaded.load().incarnation())
                                : Optional.empty())
                    .map(
                        program ->
                            new Instruction.Return(
                                key,
                                new Hold.ByDispatcher(hook, live.revision().number(), position),
                                program,
                                live.device())));
  }
}
