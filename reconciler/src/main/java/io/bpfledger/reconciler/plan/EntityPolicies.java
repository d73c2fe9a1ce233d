package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Policy;

/** How an entity is to be looked after. */
final class EntityPolicies {

  private EntityPolicies() {}

  static Policy of(EntityView view) {
    return switch (view.state()) {
      case ProgramState.Present program -> program.program().policy();
      case LinkState.Present link -> link.link().policy();
      case DispatcherState.Present dispatcher -> dispatcher.dispatcher().policy();
      case ProgramState.Absent _, LinkState.Absent _, DispatcherState.Absent _, HostState _ ->
          Policy.DEFAULT;
    };
  }
}
