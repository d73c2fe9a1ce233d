package io.bpfledger.journal.state;

import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.LinkEvent.AttachFailed;
import io.bpfledger.journal.event.LinkEvent.AttachRequested;
import io.bpfledger.journal.event.LinkEvent.DetachFailed;
import io.bpfledger.journal.event.LinkEvent.DetachRequested;
import io.bpfledger.journal.event.LinkEvent.LinkLost;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.state.LinkState.Attached;
import io.bpfledger.journal.state.LinkState.Attaching;
import io.bpfledger.journal.state.LinkState.Detached;
import io.bpfledger.journal.state.LinkState.Detaching;
import io.bpfledger.journal.state.LinkState.Failed;
import io.bpfledger.journal.state.LinkState.Lost;
import io.bpfledger.journal.state.LinkState.Present;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/** How events change a link. */
public final class LinkEvolution {

  private LinkEvolution() {}

  /**
   * The state after the event.
   *
   * @throws IllegalEvent if it cannot happen in this state
   */
  public static LinkState evolve(LinkState state, LinkEvent event) {
    Rules rules = new Rules(state, event);
    return switch (event) {
      case AttachRequested requested -> requested(state, requested, rules);
      case LinkEvent.Attached attached -> attached(state, attached, rules);
      case AttachFailed failed -> attachFailed(state, failed, rules);
      case LinkLost lost -> lost(state, lost, rules);
      case DetachRequested requested -> detaching(state, requested, rules);
      case LinkEvent.Detached detached -> detached(state, detached, rules);
      case DetachFailed failed -> detachFailed(state, failed, rules);
      case LabelsChanged changed -> {
        Present present = living(state, rules);
        yield present.with(present.link().withLabels(changed.labels()));
      }
      case PolicyChanged changed -> {
        Present present = living(state, rules);
        yield present.with(present.link().withPolicy(changed.policy()));
      }
      case RepairEvent repair -> repaired(present(state, rules), repair, rules);
    };
  }

  private static LinkState requested(LinkState state, AttachRequested requested, Rules rules) {
    if (!(state instanceof LinkState.Absent)) {
      throw rules.refuse("it was asked for before");
    }
    LinkRecord link =
        new LinkRecord(
            requested.number(),
            requested.program(),
            requested.attachment(),
            requested.labels(),
            requested.policy(),
            Repairs.NONE);
    return new Attaching(link, requested.operation());
  }

  private static LinkState attached(LinkState state, LinkEvent.Attached attached, Rules rules) {
    Standing standing = new Standing(attached.hold(), attached.program(), attached.device());
    return switch (state) {
      case Attaching attaching ->
          new Attached(
              concluded(attaching, Optional.of(attaching.operation()), attached.operation(), rules),
              standing);
      case Attached before ->
          new Attached(concluded(before, Optional.empty(), attached.operation(), rules), standing);
      case Lost before ->
          new Attached(concluded(before, Optional.empty(), attached.operation(), rules), standing);
      case LinkState.Absent _, Failed _, Detaching _, Detached _ ->
          throw rules.refuse("it is not to be attached");
    };
  }

  private static LinkState attachFailed(LinkState state, AttachFailed failed, Rules rules) {
    if (!(state instanceof Attaching attaching)) {
      throw rules.refuse("it is not being attached");
    }
    LinkRecord link =
        concluded(attaching, Optional.of(attaching.operation()), failed.operation(), rules);
    return new Failed(link, failed.failure(), failed.leftovers());
  }

  private static LinkState lost(LinkState state, LinkLost lost, Rules rules) {
    if (!(state instanceof Attached attached)) {
      throw rules.refuse("it is not attached");
    }
    rules.idle();
    return new Lost(attached.link(), attached.standing(), lost.loss());
  }

  private static LinkState detaching(LinkState state, DetachRequested requested, Rules rules) {
    rules.idle();
    return switch (state) {
      case Attached attached ->
          new Detaching(
              attached.link(), requested.operation(), attached.standing(), Optional.empty());
      case Lost lost ->
          new Detaching(lost.link(), requested.operation(), lost.last(), Optional.of(lost.loss()));
      case LinkState.Absent _, Attaching _, Failed _, Detaching _, Detached _ ->
          throw rules.refuse("it is not attached");
    };
  }

  private static LinkState detached(LinkState state, LinkEvent.Detached detached, Rules rules) {
    if (!(state instanceof Detaching detaching)) {
      throw rules.refuse("it is not being detached");
    }
    return new Detached(
        concluded(detaching, Optional.of(detaching.operation()), detached.operation(), rules));
  }

  private static LinkState detachFailed(LinkState state, DetachFailed failed, Rules rules) {
    if (!(state instanceof Detaching detaching)) {
      throw rules.refuse("it is not being detached");
    }
    LinkRecord link =
        concluded(detaching, Optional.of(detaching.operation()), failed.operation(), rules);
    return detaching
        .loss()
        .<LinkState>map(loss -> new Lost(link, detaching.standing(), loss))
        .orElseGet(() -> new Attached(link, detaching.standing()));
  }

  private static LinkState repaired(Present state, RepairEvent repair, Rules rules) {
    LinkRecord link = state.link().withRepairs(rules.repaired(state.link().repairs(), repair));
    if (repair instanceof Repinned repinned) {
      if (!(state instanceof Attached attached)) {
        throw rules.refuse("it is not attached");
      }
      Standing standing =
          attached
              .standing()
              .pinnedAt(repinned.pin())
              .orElseThrow(() -> rules.refuse("its dispatcher holds it, no pin"));
      return new Attached(link, standing);
    }
    return state.with(link);
  }

  private static LinkRecord concluded(
      Present state, Optional<Ulid> begun, Ulid operation, Rules rules) {
    LinkRecord link = state.link();
    return link.withRepairs(rules.concluded(link.repairs(), begun, operation));
  }

  private static Present present(LinkState state, Rules rules) {
    return switch (state) {
      case Present present -> present;
      case LinkState.Absent _ -> throw rules.refuse("nobody asked for it");
    };
  }

  private static Present living(LinkState state, Rules rules) {
    Present present = present(state, rules);
    if (present.ended()) {
      throw rules.refuse("its life is over");
    }
    return present;
  }
}
