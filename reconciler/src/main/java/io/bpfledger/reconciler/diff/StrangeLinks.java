package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Links of programs of ours that neither the ledger nor a pin of ours names. */
final class StrangeLinks {

  private final Ledger ledger;
  private final SurveyIndex index;
  private final Set<LinkId> known;

  StrangeLinks(Ledger ledger, SurveyIndex index, Set<LinkId> known) {
    this.ledger = ledger;
    this.index = index;
    this.known = known;
  }

  void compare(
      BiFunction<Seen<LinkSighting>, String, Optional<Difference>> rule,
      List<Difference> differences) {
    Set<ProgramKey> busy = programsBeingAttached();
    for (ProgramView program : ledger.programs()) {
      if (busy.contains(program.key())) {
        // A link that was just made is not pinned yet.
        continue;
      }
      for (ProgramId id : index.marked(program.key().ulid())) {
        for (LinkInfo link : index.linksOf(id)) {
          if (isStrange(link)) {
            String words = "link %s runs program %s".formatted(link.id(), id);
            rule.apply(Seen.of(LinkSighting.UNPINNED, words), "link " + link.id())
                .ifPresent(differences::add);
          }
        }
      }
    }
  }

  private boolean isStrange(LinkInfo link) {
    return !known.contains(link.id())
        && index.pinsOf(link.id()).isEmpty()
        && link.program().map(index::linksOf).orElse(List.of()).stream()
            .noneMatch(
                other -> known.contains(other.id()) && LinkPrograms.isSamePlace(other, link));
  }

  private Set<ProgramKey> programsBeingAttached() {
    Set<ProgramKey> programs = new HashSet<>();
    for (LinkView link : ledger.links()) {
      if (link.state() instanceof LinkState.Attaching
          || link.state().repairs().underWay().isPresent()) {
        programs.add(link.link().program());
      }
    }
    for (DispatcherView dispatcher : ledger.dispatchers()) {
      if (dispatcher.state() instanceof DispatcherState.Building
          || dispatcher.state().repairs().underWay().isPresent()) {
        dispatcher.members().stream().map(Revision.Member::program).forEach(programs::add);
      }
    }
    return programs;
  }
}
