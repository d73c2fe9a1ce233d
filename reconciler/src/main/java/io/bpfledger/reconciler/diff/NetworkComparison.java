package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.inventory.NamespaceInventory;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.List;
import java.util.Optional;

/** Compares tc filters and qdiscs that no hook of the ledger answers for. */
final class NetworkComparison {

  private static final String EXCLUSIVE_KIND = "ingress";

  private final Ledger ledger;
  private final SurveyIndex index;

  NetworkComparison(Ledger ledger, SurveyIndex index) {
    this.ledger = ledger;
    this.index = index;
  }

  void compare(List<Difference> differences) {
    for (NamespaceInventory namespace : index.survey().inventory().namespaces()) {
      for (TcFilter filter : namespace.filters()) {
        filter
            .program()
            .filter(index::bearsOurMark)
            .flatMap(program -> unknown(namespace, filter, program))
            .ifPresent(differences::add);
      }
    }
    ledger.dispatchers().forEach(dispatcher -> exclusive(dispatcher).ifPresent(differences::add));
  }

  /** A filter of a hook that the ledger knows is for that hook to say. */
  private Optional<Difference> unknown(
      NamespaceInventory namespace, TcFilter filter, ProgramId program) {
    String device =
        namespace.interfaces().stream()
            .filter(found -> found.index() == filter.interfaceIndex())
            .map(NetworkInterface::name)
            .findFirst()
            .orElse("interface " + filter.interfaceIndex());
    HookPoint point =
        filter.direction() == Direction.INGRESS ? HookPoint.TC_INGRESS : HookPoint.TC_EGRESS;
    boolean known =
        ledger.dispatchers().stream()
            .map(DispatcherView::key)
            .anyMatch(
                hook ->
                    hook.point() == point
                        && hook.device().name().equals(device)
                        && hook.device().namespace().equals(namespace.namespace().path()));
    return known
        ? Optional.empty()
        : Difference.by(
            OtherRule.FILTER_UNKNOWN.rule(),
            RestartPolicy.ENSURE,
            Optional.empty(),
            "%s of %s in %s"
                .formatted(HookPrograms.describe(filter), device, namespace.namespace()),
            "nothing of it",
            Seen.of(filter, "it runs program " + program));
  }

  private Optional<Difference> exclusive(DispatcherView dispatcher) {
    HookKey hook = dispatcher.key();
    boolean filtered = hook.point() == HookPoint.TC_INGRESS || hook.point() == HookPoint.TC_EGRESS;
    if (!filtered
        || !(dispatcher.state() instanceof DispatcherState.Lost)
        || !(DeviceSight.of(hook.device(), Optional.empty(), index)
            instanceof DeviceSight.Present device)) {
      return Optional.empty();
    }
    Optional<Qdisc> exclusive =
        device.namespace().qdiscs().stream()
            .filter(qdisc -> qdisc.interfaceIndex() == device.index())
            .filter(qdisc -> qdisc.kind().equals(EXCLUSIVE_KIND))
            .findFirst();
    return exclusive.flatMap(
        qdisc ->
            Difference.by(
                OtherRule.QDISC_EXCLUSIVE.rule(),
                RestartPolicy.ENSURE,
                Optional.of(StreamId.of(hook)),
                hook.describe(),
                dispatcher.state().phase(),
                Seen.of(qdisc, "a qdisc of kind " + qdisc.kind())));
  }
}
