package io.bpfledger.core.machine;

import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LinkState.Attaching;
import io.bpfledger.journal.state.LinkState.Detaching;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.RestartPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a link comes to an end with what the ledger says began: after a failure, or a look. */
final class LinkSettlement {

  private LinkSettlement() {}

  static Decision<LinkCommand, LinkEvent> recovered(View view, LinkState state, boolean restarted) {
    if (!(state instanceof LinkState.Present present)) {
      return Decision.nothing();
    }
    Optional<Repairs.Repair> repair = present.repairs().underWay();
    if (repair.isEmpty()) {
      return resumed(view, present, restarted);
    }
    LinkEvent failed =
        new RepairEvent.RepairFailed(
            repair.get().operation(), LinkSteps.interrupted("while it was repaired"));
    Decision<LinkCommand, LinkEvent> next =
        resumed(view, (LinkState.Present) present.evolve(failed), restarted);
    List<LinkEvent> events = new ArrayList<>(List.of(failed));
    events.addAll(next.events());
    return new Decision<>(next.request(), events, next.effects(), next.deferred());
  }

  private static Decision<LinkCommand, LinkEvent> resumed(
      View view, LinkState.Present state, boolean restarted) {
    return switch (state) {
      case Attaching attaching ->
          restarted
              ? LinkSteps.withdraw(
                  view, attaching, LinkSteps.interrupted("its outcome could not be recorded"))
              : interrupted(view, attaching);
      case Detaching detaching -> LinkSteps.detach(view, detaching);
      case LinkState.Attached _, LinkState.Lost _, LinkState.Failed _, LinkState.Detached _ ->
          Decision.nothing();
    };
  }

  private static Decision<LinkCommand, LinkEvent> interrupted(View view, Attaching link) {
    Optional<HookKey> hook = link.link().attachment().hook();
    if (hook.isEmpty()) {
      return LinkSteps.survey(view, link);
    }
    // It may be a member already, also when its program is being unloaded: then it leaves first.
    boolean goesOn =
        LinkSteps.loadedHere(view, link.link().program()).isPresent()
            && (wanted(link) || runsOn(view, hook.get()));
    return goesOn ? LinkSteps.attach(view, link) : LinkSteps.withdraw(view, link, interruption());
  }

  /** Whether the link is on the hook already, so that joining it changes nothing. */
  private static boolean runsOn(View view, HookKey hook) {
    return view.ledger()
        .dispatcher(hook)
        .map(DispatcherView::state)
        .filter(
            state ->
                state instanceof DispatcherState.Active(_, var live)
                    && live.revision().position(LinkSteps.self(view)).isPresent())
        .isPresent();
  }

  /** Settles what is open by what the kernel shows. */
  static Decision<LinkCommand, LinkEvent> settle(
      View view, LinkState state, LinkObservation observation) {
    if (observation instanceof LinkObservation.Unreadable) {
      return Decision.nothing(); // not knowing is no reason
    }
    return switch (state) {
      case Attaching attaching -> settle(view, attaching, observation);
      case Detaching detaching -> LinkSteps.detach(view, detaching);
      case LinkState.Attached attached -> settleRepair(attached, observation);
      case LinkState.Lost lost -> settleRepair(lost, observation);
      case LinkState.Failed failed -> settleRepair(failed, observation);
      case LinkState.Detached detached -> settleRepair(detached, observation);
      case LinkState.Absent _ -> Decision.nothing();
    };
  }

  private static Decision<LinkCommand, LinkEvent> settle(
      View view, Attaching link, LinkObservation observation) {
    if (link.link().attachment().hook().isPresent()) {
      return interrupted(view, link);
    }
    return switch (observation) {
      case LinkObservation.Attached(Standing standing) -> LinkSteps.attached(link, standing);
      case LinkObservation.Missing _ ->
          wanted(link)
              ? LinkSteps.attach(view, link)
              : LinkSteps.attachFailed(link, interruption(), List.of());
      case LinkObservation.Strange(String what) ->
          LinkSteps.withdraw(view, link, LinkSteps.blocked(what));
      case LinkObservation.Unreadable _ -> Decision.nothing();
    };
  }

  private static Decision<LinkCommand, LinkEvent> settleRepair(
      LinkState.Present link, LinkObservation observation) {
    Optional<Repairs.Repair> repair = link.repairs().underWay();
    if (repair.isEmpty()) {
      return Decision.nothing();
    }
    return observation instanceof LinkObservation.Attached(Standing standing) && !link.ended()
        ? LinkSteps.attached(link, standing)
        : Decision.record(new RepairEvent.RepairFailed(repair.get().operation(), interruption()));
  }

  private static boolean wanted(Attaching link) {
    return link.link().policy().restart() == RestartPolicy.ENSURE;
  }

  private static Failure interruption() {
    return LinkSteps.interrupted("the service ended before it was done");
  }
}
