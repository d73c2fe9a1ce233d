package io.bpfledger.core.machine;

import io.bpfledger.journal.event.DispatcherEvent.RevisionLive;
import io.bpfledger.journal.state.DispatcherState.Building;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What those hear for whom a revision came to run.
 *
 * <p>An event names the operations a revision serves, and not what each of them is about. So they
 * are in this order: first those of links that are new on the hook, sorted by link; then all
 * others.
 */
final class RevisionOutcomes {

  private RevisionOutcomes() {}

  /** Who of a planned revision was not in the one before, sorted as their operations are. */
  static List<LinkKey> joining(Building building) {
    return building.planned().members().stream()
        .map(Revision.Member::link)
        .filter(
            link -> building.before().flatMap(before -> before.revision().position(link)).isEmpty())
        .sorted()
        .toList();
  }

  static Map<Ulid, Outcome> of(HookKey hook, Building building, RevisionLive live) {
    List<LinkKey> joining = joining(building);
    Map<Ulid, Outcome> outcomes = new LinkedHashMap<>();
    for (int at = 0; at < building.serves().size(); at++) {
      Outcome outcome =
          at < joining.size()
              ? joined(hook, building.planned(), joining.get(at), live.placement(), live.device())
              : Outcome.DONE;
      outcomes.put(building.serves().get(at), outcome);
    }
    return outcomes;
  }

  static Outcome.Joined joined(HookKey hook, LiveRevision live, LinkKey link) {
    return joined(hook, live.revision(), link, live.placement(), live.device());
  }

  private static Outcome.Joined joined(
      HookKey hook, Revision revision, LinkKey link, Placement placement, DeviceIdentity device) {
    int position = revision.position(link).orElseThrow();
    return new Outcome.Joined(
        new Hold.ByDispatcher(hook, revision.number(), position),
        program(placement, position),
        device);
  }

  private static Incarnation program(Placement placement, int position) {
    return switch (placement) {
      case Placement.Direct direct -> direct.program();
      case Placement.Chain chain -> chain.programs().get(position);
      case Placement.Native members -> members.members().get(position).program();
    };
  }
}
