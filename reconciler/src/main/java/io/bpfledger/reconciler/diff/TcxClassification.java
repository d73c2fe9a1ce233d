package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.rule.HookSighting.DEVICE_GONE;
import static io.bpfledger.reconciler.rule.HookSighting.FOREIGN;
import static io.bpfledger.reconciler.rule.HookSighting.INCOMPLETE;
import static io.bpfledger.reconciler.rule.HookSighting.OTHER_REVISION;
import static io.bpfledger.reconciler.rule.HookSighting.RUNNING;
import static io.bpfledger.reconciler.rule.HookSighting.UNPINNED;
import static io.bpfledger.reconciler.rule.HookSighting.UNREADABLE;
import static io.bpfledger.reconciler.rule.HookSighting.VACANT;

import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises what the kernel shows of a TCX hook, on which each member has a link of its own. */
final class TcxClassification {

  private final SurveyIndex index;
  private final HookKey hook;

  TcxClassification(SurveyIndex index, HookKey hook) {
    this.index = index;
    this.hook = hook;
  }

  /**
   * What is there.
   *
   * @param live what the ledger says runs, or ran before it was lost or changed
   * @param planned the revision that was to take its place
   */
  Seen<HookSighting> see(
      DeviceSight device, Optional<LiveRevision> live, Optional<Revision> planned) {
    return switch (device) {
      case DeviceSight.Unread(String why) -> Seen.of(UNREADABLE, why);
      case DeviceSight.Renamed(String name) ->
          Seen.of(UNREADABLE, "the interface is called " + name + " now");
      case DeviceSight.Gone(String words) ->
          Seen.of(DEVICE_GONE, words).lostBy(LossReason.TARGET_GONE);
      case DeviceSight.Present present -> on(present, live, planned);
    };
  }

  private Seen<HookSighting> on(
      DeviceSight.Present device, Optional<LiveRevision> live, Optional<Revision> planned) {
    if (index.boot().isEmpty()) {
      return Seen.of(UNREADABLE, "which boot this is could not be read");
    }
    if (planned.isPresent() && placed(device, planned.get())) {
      return Seen.of(
          OTHER_REVISION, "revision %d, which was planned".formatted(planned.get().number()));
    }
    if (live.isEmpty() || !(live.get().placement() instanceof Placement.Native members)) {
      return Seen.of(VACANT, "nothing of ours is known to run");
    }
    if (members.members().isEmpty()) {
      return Seen.of(VACANT, "it has no members");
    }
    if (!index.isBoot(members.members().getFirst().program().boot())) {
      return Seen.of(VACANT, "another boot").lostBy(LossReason.REBOOT);
    }
    return device.identity().equals(live.get().device())
        ? members(device, members)
        : Seen.of(VACANT, "another interface of that name").lostBy(LossReason.TARGET_GONE);
  }

  /** Whether each planned member, and nobody else of ours, is on the hook. */
  private boolean placed(DeviceSight.Present device, Revision planned) {
    List<LinkId> links = new ArrayList<>();
    for (Revision.Member member : planned.members()) {
      String place = index.survey().layout().link(member.link()).toString();
      index
          .pin(place)
          .filter(pin -> pin.content() instanceof PinContent.OfLink(LinkId id) && isOn(id, device))
          .ifPresent(pin -> links.add(((PinContent.OfLink) pin.content()).id()));
    }
    return links.size() == planned.members().size()
        && index
            .survey()
            .hook(hook)
            .asOptional()
            .filter(found -> ours(found).equals(links))
            .isPresent();
  }

  private boolean isOn(LinkId id, DeviceSight.Present device) {
    return index
        .link(id)
        .filter(
            link ->
                link.details() instanceof LinkDetails.Tcx(int number, _)
                    && number == device.index())
        .isPresent();
  }

  /** Which of the links on the hook are pinned among ours, in their order. */
  private List<LinkId> ours(HookMembers members) {
    return members.members().stream()
        .flatMap(member -> member.link().stream())
        .filter(link -> !index.pinsOf(link).isEmpty())
        .toList();
  }

  private Seen<HookSighting> members(DeviceSight.Present device, Placement.Native placement) {
    List<LinkId> running = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> unpinned = new ArrayList<>();
    for (Placement.NativeMember member : placement.members()) {
      LinkId id = new LinkId(member.hold().kernelLinkId());
      Optional<LinkInfo> link = index.link(id);
      if (link.isEmpty() || !isOn(id, device)) {
        missing.add("link " + id);
      } else if (!link.get()
          .program()
          .equals(Optional.of(new ProgramId(member.program().kernelId())))) {
        return Seen.of(FOREIGN, "our link %s runs a program that is not ours".formatted(id))
            .lostBy(LossReason.RETARGETED);
      } else {
        running.add(id);
        if (index.pin(member.hold().pin()).isEmpty()) {
          unpinned.add(member.hold().pin());
        }
      }
    }
    if (!missing.isEmpty()) {
      if (!index.knows(InventoryPart.LINKS)) {
        return Seen.of(UNREADABLE, "not all links could be read");
      }
      return running.isEmpty()
          ? Seen.of(VACANT, "none of " + missing + " is on it").lostBy(LossReason.ABSENT)
          : Seen.of(INCOMPLETE, missing + " are not on it").about(missing);
    }
    if (!unpinned.isEmpty()) {
      return index.knows(InventoryPart.PINS)
          ? Seen.of(UNPINNED, "all run, no pin at " + unpinned).about(unpinned)
          : Seen.of(UNREADABLE, "not all pins could be read");
    }
    return ordered(running);
  }

  private Seen<HookSighting> ordered(List<LinkId> expected) {
    return switch (index.survey().hook(hook)) {
      case Reading.Unread<HookMembers>(String why) -> Seen.of(UNREADABLE, why);
      case Reading.Nothing<HookMembers> _ ->
          Seen.of(UNREADABLE, "the interface went away while it was looked at");
      case Reading.Seen<HookMembers>(HookMembers members) -> {
        List<LinkId> order = new ArrayList<>();
        members.members().forEach(member -> member.link().ifPresent(order::add));
        order.retainAll(expected);
        yield order.equals(expected)
            ? Seen.of(RUNNING, "all members, in order")
            : Seen.of(INCOMPLETE, "they run as links %s, not %s".formatted(order, expected));
      }
    };
  }
}
