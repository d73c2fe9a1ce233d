package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.reconciler.rule.DispatcherPhase;
import io.bpfledger.reconciler.rule.DispatcherRules;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the hooks of interfaces. */
final class DispatcherComparison {

  private final Ledger ledger;
  private final SurveyIndex index;

  DispatcherComparison(Ledger ledger, SurveyIndex index) {
    this.ledger = ledger;
    this.index = index;
  }

  void compare(List<Difference> differences) {
    Set<String> known = new HashSet<>();
    for (DispatcherView dispatcher : ledger.dispatchers()) {
      known.add(directory(dispatcher.key()));
      compare(dispatcher).ifPresent(differences::add);
    }
    Set<String> unknown = new TreeSet<>(index.hooksWithPins());
    unknown.removeAll(known);
    unknown.forEach(directory -> unknown(directory).ifPresent(differences::add));
  }

  private String directory(HookKey hook) {
    return index.survey().layout().hook(hook).getFileName().toString();
  }

  private Optional<Difference> compare(DispatcherView dispatcher) {
    DispatcherState.Present state = dispatcher.state();
    Optional<StreamId> stream = Optional.of(StreamId.of(dispatcher.key()));
    String object = dispatcher.key().describe();
    RestartPolicy policy = policy(dispatcher);
    if (state.repairs().underWay().isPresent()) {
      return Difference.by(
          OtherRule.DISPATCHER_REPAIR_OPEN.rule(),
          policy,
          stream,
          object,
          words(state),
          Seen.of(HookSighting.UNREADABLE, "a repair that nobody ended"));
    }
    DeviceSight device = device(dispatcher);
    if (device instanceof DeviceSight.Renamed(String name)) {
      return Difference.by(
          OtherRule.DEVICE_RENAMED.rule(),
          policy,
          stream,
          object,
          words(state),
          Seen.of(HookSighting.UNREADABLE, "the interface is called " + name + " now"));
    }
    Seen<HookSighting> seen = see(dispatcher, device);
    return Difference.by(
        DispatcherRules.rule(DispatcherPhase.of(state), seen.sighting()),
        policy,
        stream,
        object,
        words(state),
        seen);
  }

  private DeviceSight device(DispatcherView dispatcher) {
    return DeviceSight.of(
        dispatcher.key().device(),
        LiveRevisions.of(dispatcher.state()).map(LiveRevision::device),
        index);
  }

  Seen<HookSighting> see(DispatcherView dispatcher) {
    return see(dispatcher, device(dispatcher));
  }

  private Seen<HookSighting> see(DispatcherView dispatcher, DeviceSight device) {
    DispatcherState.Present state = dispatcher.state();
    Optional<LiveRevision> live = LiveRevisions.of(state);
    Optional<Revision> planned =
        state instanceof DispatcherState.Building building
            ? Optional.of(building.planned())
            : Optional.empty();
    Seen<HookSighting> seen =
        switch (dispatcher.key().point()) {
          case XDP, TC_INGRESS, TC_EGRESS ->
              new HookClassification(
                      index,
                      dispatcher.key(),
                      new HookClassification.Question(
                          live, planned.map(Revision::number), waits(state)))
                  .see(device);
          case TCX_INGRESS, TCX_EGRESS ->
              new TcxClassification(index, dispatcher.key()).see(device, live, planned);
        };
    return seen.sighting() == HookSighting.RUNNING && state instanceof DispatcherState.Active active
        ? gone(active.live().revision())
            .map(words -> Seen.of(HookSighting.INCOMPLETE, words))
            .orElse(seen)
        : seen;
  }

  private static boolean waits(DispatcherState.Present state) {
    return switch (state) {
      case DispatcherState.Vacant _, DispatcherState.Lost _ -> true;
      case DispatcherState.Building _, DispatcherState.Active _, DispatcherState.Removing _ ->
          false;
    };
  }

  /** Members that run though their life is over. */
  private Optional<String> gone(Revision revision) {
    for (Revision.Member member : revision.members()) {
      Optional<LinkState.Present> link = ledger.link(member.link()).map(LinkView::state);
      if (link.isEmpty() || link.get().ended()) {
        return Optional.of("member " + member.link() + " runs, though its link's life is over");
      }
    }
    return Optional.empty();
  }

  /** A hook is brought back for the sake of those members that are to be there always. */
  private RestartPolicy policy(DispatcherView dispatcher) {
    boolean ensured =
        dispatcher.members().isEmpty()
            || dispatcher.members().stream()
                .flatMap(member -> ledger.link(member.link()).stream())
                .anyMatch(link -> link.link().policy().restart() == RestartPolicy.ENSURE);
    return ensured ? dispatcher.state().dispatcher().policy().restart() : RestartPolicy.ONCE;
  }

  private Optional<Difference> unknown(String directory) {
    List<String> pins =
        index.hookPins(directory).stream().map(pin -> pin.path().toString()).toList();
    return Difference.by(
        DispatcherRules.rule(DispatcherPhase.ABSENT, HookSighting.RESIDUE),
        RestartPolicy.ENSURE,
        Optional.empty(),
        "hook " + directory,
        "nothing of it",
        Seen.of(HookSighting.RESIDUE, "pinned are " + pins).about(pins));
  }

  private static String words(DispatcherState.Present state) {
    return switch (state) {
      case DispatcherState.Building building ->
          "revision %d planned by operation %s"
              .formatted(building.planned().number(), building.operation());
      case DispatcherState.Active active -> "revision " + active.live().revision().number();
      case DispatcherState.Lost lost ->
          "revision %d, lost (%s)"
              .formatted(lost.last().revision().number(), lost.loss().describe());
      case DispatcherState.Removing removing ->
          "revision %d, being removed".formatted(removing.live().revision().number());
      case DispatcherState.Vacant _ -> "no members";
    };
  }
}
