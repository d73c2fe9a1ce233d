package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.reconciler.rule.LinkPhase;
import io.bpfledger.reconciler.rule.LinkRules;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.rule.Rule;
import io.bpfledger.reconciler.rule.Verdict;
import io.bpfledger.reconciler.survey.Place;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares links. */
final class LinkComparison {

  private final Ledger ledger;
  private final SurveyIndex index;
  private final Set<LinkId> known = new HashSet<>();
  private final LinkClassification links;
  private final Membership membership;

  LinkComparison(Ledger ledger, SurveyIndex index) {
    this.ledger = ledger;
    this.index = index;
    this.links = new LinkClassification(index, known);
    this.membership = new Membership(ledger);
    ledger.links().forEach(link -> standing(link.state()).ifPresent(it -> know(it.hold())));
    for (DispatcherView dispatcher : ledger.dispatchers()) {
      LiveRevisions.of(dispatcher.state()).map(LiveRevision::placement).stream()
          .flatMap(placement -> LiveRevisions.links(placement).stream())
          .forEach(this::know);
    }
  }

  private void know(Hold hold) {
    if (hold instanceof Hold.ByLink link && index.isBoot(link.boot())) {
      known.add(new LinkId(link.kernelLinkId()));
    }
  }

  void compare(List<Difference> differences) {
    ledger.links().forEach(link -> compare(link).ifPresent(differences::add));
    for (Pin pin : index.pins().values()) {
      if (Place.of(index.survey().layout(), pin.path()) instanceof Place.LinkPin(LinkKey key)
          && ledger.link(key).isEmpty()) {
        unknown(links.unknown(pin), "link pinned as " + key).ifPresent(differences::add);
      }
    }
    new StrangeLinks(ledger, index, known).compare(this::unknown, differences);
  }

  private Optional<Difference> compare(LinkView link) {
    LinkState.Present state = link.state();
    RestartPolicy policy = state.link().policy().restart();
    Optional<StreamId> stream = Optional.of(StreamId.of(link.key()));
    String object =
        "link " + state.link().number() + " (" + state.link().attachment().describe() + ")";
    if (state.repairs().underWay().isPresent()) {
      return Difference.by(
          OtherRule.LINK_REPAIR_OPEN.rule(),
          policy,
          stream,
          object,
          words(state),
          Seen.of(LinkSighting.UNREADABLE, "a repair that nobody ended"));
    }
    return see(link)
        .flatMap(
            seen -> {
              Rule rule = LinkRules.rule(LinkPhase.of(state), seen.sighting());
              Verdict verdict =
                  membership.isOfLostHook(state)
                      ? Membership.withoutReturn(rule.verdict(policy))
                      : rule.verdict(policy);
              return Difference.of(rule, verdict, stream, object, words(state), seen);
            });
  }

  /** What the kernel shows of a link; empty if that is for the dispatcher of its hook to say. */
  Optional<Seen<LinkSighting>> see(LinkView link) {
    LinkState.Present state = link.state();
    if (state.link().attachment().hook().isPresent()) {
      return state.ended()
          ? Optional.of(links.ended(link.key(), state.link().program()))
          : membership.see(link);
    }
    Optional<Load> load = load(state.link().program());
    return Optional.of(
        standing(state)
            .map(
                standing ->
                    standing.hold() instanceof Hold.ByLink hold
                        ? links.recorded(hold, standing, load)
                        : Seen.of(LinkSighting.UNREADABLE, "its kind and its hold do not fit"))
            .orElseGet(
                () ->
                    state.ended()
                        ? links.ended(link.key(), state.link().program())
                        : links.attaching(link.key(), state.link().program(), load)));
  }

  private Optional<Load> load(ProgramKey program) {
    return ledger.program(program).map(ProgramView::state).flatMap(Loads::of);
  }

  private static Optional<Standing> standing(LinkState.Present state) {
    return switch (state) {
      case LinkState.Attached attached -> Optional.of(attached.standing());
      case LinkState.Lost lost -> Optional.of(lost.last());
      case LinkState.Detaching detaching -> Optional.of(detaching.standing());
      case LinkState.Attaching _, LinkState.Failed _, LinkState.Detached _ -> Optional.empty();
    };
  }

  private Optional<Difference> unknown(Seen<LinkSighting> seen, String object) {
    return Difference.by(
        LinkRules.rule(LinkPhase.ABSENT, seen.sighting()),
        RestartPolicy.ENSURE,
        Optional.empty(),
        object,
        "nothing of it",
        seen);
  }

  private static String words(LinkState.Present state) {
    return switch (state) {
      case LinkState.Attaching attaching -> "attaching by operation " + attaching.operation();
      case LinkState.Attached attached -> "attached, " + words(attached.standing());
      case LinkState.Lost lost ->
          "lost (%s), was %s".formatted(lost.loss().describe(), words(lost.last()));
      case LinkState.Detaching detaching -> "detaching, " + words(detaching.standing());
      case LinkState.Failed failed -> "failed: " + failed.failure().message();
      case LinkState.Detached _ -> "detached";
    };
  }

  private static String words(Standing standing) {
    return switch (standing.hold()) {
      case Hold.ByLink link ->
          "link %s at %s".formatted(Integer.toUnsignedString(link.kernelLinkId()), link.pin());
      case Hold.ByDispatcher member ->
          "member %d of revision %d of %s"
              .formatted(member.position(), member.revision(), member.hook().describe());
    };
  }
}
