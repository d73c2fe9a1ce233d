package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.rule.Remedy;
import io.bpfledger.reconciler.rule.Verdict;
import java.util.Optional;

/**
 * Links on the hook of an interface. Their dispatcher's stream tells what runs there, and its own
 * row of the table what the kernel shows of it; a link only follows.
 */
final class Membership {

  private final Ledger ledger;

  Membership(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Empty while the dispatcher is at work, or if it is for the dispatcher to bring it back. */
  Optional<Seen<LinkSighting>> see(LinkView link) {
    HookKey hook = link.link().attachment().hook().orElseThrow();
    Optional<DispatcherState.Present> dispatcher =
        ledger.dispatcher(hook).map(DispatcherView::state);
    if (dispatcher.isEmpty()) {
      return Optional.of(outside("the hook never had a member"));
    }
    return switch (dispatcher.get()) {
      case DispatcherState.Building _, DispatcherState.Removing _ -> Optional.empty();
      case DispatcherState.Active active ->
          Optional.of(
              holds(active.live().revision(), link.key())
                  ? Seen.of(
                      LinkSighting.MATCHING,
                      "a member of revision " + active.live().revision().number())
                  : outside("no member of revision " + active.live().revision().number()));
      case DispatcherState.Vacant _ -> Optional.of(outside("the hook has no members"));
      case DispatcherState.Lost lost ->
          link.state() instanceof LinkState.Lost && holds(lost.last().revision(), link.key())
              ? Optional.empty()
              : Optional.of(
                  Seen.of(LinkSighting.ABSENT, "its hook is lost: " + lost.loss().describe())
                      .lostBy(lost.loss().reason()));
    };
  }

  private static boolean holds(Revision revision, LinkKey link) {
    return revision.position(link).isPresent();
  }

  private static Seen<LinkSighting> outside(String words) {
    return Seen.of(LinkSighting.ABSENT, words).lostBy(LossReason.ABSENT);
  }

  /** Whether it stood on a hook that is lost, and comes back when that does. */
  boolean isOfLostHook(LinkState.Present state) {
    return state
        .link()
        .attachment()
        .hook()
        .flatMap(ledger::dispatcher)
        .filter(dispatcher -> dispatcher.state() instanceof DispatcherState.Lost)
        .isPresent();
  }

  static Verdict withoutReturn(Verdict verdict) {
    return verdict.remedy() == Remedy.LOSE_AND_RECREATE ? Verdict.LOST : verdict;
  }
}
