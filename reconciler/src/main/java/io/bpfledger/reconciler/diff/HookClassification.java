package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.rule.HookSighting.DEVICE_GONE;
import static io.bpfledger.reconciler.rule.HookSighting.FOREIGN;
import static io.bpfledger.reconciler.rule.HookSighting.INCOMPLETE;
import static io.bpfledger.reconciler.rule.HookSighting.OTHER_REVISION;
import static io.bpfledger.reconciler.rule.HookSighting.RESIDUE;
import static io.bpfledger.reconciler.rule.HookSighting.RUNNING;
import static io.bpfledger.reconciler.rule.HookSighting.UNPINNED;
import static io.bpfledger.reconciler.rule.HookSighting.UNREADABLE;
import static io.bpfledger.reconciler.rule.HookSighting.VACANT;

import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Recognises what the kernel shows of a hook that takes one program: XDP, and tc by one filter. */
final class HookClassification {

  private final SurveyIndex index;
  private final HookKey hook;
  private final Question question;
  private final HookPrograms programs;
  private final Optional<Placement> placement;

  /**
   * What is asked.
   *
   * @param live what the ledger says runs, or ran before it was lost or changed
   * @param planned the number of the revision that was to take its place
   * @param waits whether nothing of ours is meant to run: what is pinned is then too much
   */
  record Question(Optional<LiveRevision> live, Optional<Long> planned, boolean waits) {}

  HookClassification(SurveyIndex index, HookKey hook, Question question) {
    this.index = index;
    this.hook = hook;
    this.question = question;
    this.programs = new HookPrograms(index, hook);
    this.placement = question.live().map(LiveRevision::placement);
  }

  Seen<HookSighting> see(DeviceSight device) {
    return switch (device) {
      case DeviceSight.Unread(String why) -> Seen.of(UNREADABLE, why);
      case DeviceSight.Renamed(String name) ->
          Seen.of(UNREADABLE, "the interface is called " + name + " now");
      case DeviceSight.Gone(String words) -> gone(words);
      case DeviceSight.Present present -> on(present);
    };
  }

  private Seen<HookSighting> gone(String words) {
    List<String> pins = programs.pins();
    return question.waits() && !pins.isEmpty()
        ? Seen.of(RESIDUE, words + ", yet pinned are " + pins).about(pins)
        : Seen.of(DEVICE_GONE, words).lostBy(LossReason.TARGET_GONE);
  }

  private Seen<HookSighting> on(DeviceSight.Present device) {
    if (index.boot().isEmpty()) {
      return Seen.of(UNREADABLE, "which boot this is could not be read");
    }
    List<HookPrograms.Running> running = programs.running(device, placement);
    NavigableMap<Long, ProgramId> revisions = programs.revisions();
    Optional<ProgramId> planned = question.planned().map(revisions::get);
    if (planned.isPresent() && runs(running, planned.get())) {
      return Seen.of(
          OTHER_REVISION, "revision %d, which was planned".formatted(question.planned().get()));
    }
    Optional<LiveRevision> live = question.live();
    if (live.isPresent() && isThe(device, live.get())) {
      Incarnation own = LiveRevisions.onHook(live.get().placement());
      ProgramId id = new ProgramId(own.kernelId());
      if (index.isBoot(own.boot()) && runs(running, id)) {
        return index.alive(own).isPresent()
            ? runsAsKnown(live.get(), running, id)
            : Seen.of(UNREADABLE, "program " + id + " on the hook could not be read");
      }
    }
    for (Map.Entry<Long, ProgramId> other : revisions.entrySet()) {
      if (runs(running, other.getValue())) {
        List<String> objects = new ArrayList<>(holders(running, other.getValue()));
        objects.addAll(programs.pins());
        return Seen.of(OTHER_REVISION, "revision " + other.getKey()).about(objects);
      }
    }
    return nothingOfOurs(device);
  }

  /** A hook outlives its interface, but what ran on another one does not run on this. */
  private static boolean isThe(DeviceSight.Present device, LiveRevision live) {
    return device.identity().equals(live.device());
  }

  private static boolean runs(List<HookPrograms.Running> running, ProgramId program) {
    return running.stream().anyMatch(one -> one.program().equals(program));
  }

  private static List<String> holders(List<HookPrograms.Running> running, ProgramId program) {
    return running.stream()
        .filter(one -> one.program().equals(program))
        .map(HookPrograms.Running::holder)
        .toList();
  }

  private Seen<HookSighting> runsAsKnown(
      LiveRevision live, List<HookPrograms.Running> running, ProgramId id) {
    if (live.placement() instanceof Placement.Chain chain) {
      switch (index.survey().slots(new MapId(chain.programArrayId()))) {
        case Reading.Seen<List<Optional<ProgramId>>>(List<Optional<ProgramId>> slots) -> {
          Optional<String> wrong = wrongSlots(chain, slots);
          if (wrong.isPresent()) {
            return Seen.of(INCOMPLETE, wrong.get());
          }
        }
        case Reading.Nothing<List<Optional<ProgramId>>> _,
            Reading.Unread<List<Optional<ProgramId>>> _ -> {
          // Without its pin nobody can look; the pins are looked at next.
        }
      }
    }
    List<String> missing = missingPins(live);
    if (!missing.isEmpty()) {
      return index.knows(InventoryPart.PINS)
          ? Seen.of(UNPINNED, "it runs, no pin at " + missing).about(missing)
          : Seen.of(UNREADABLE, "it runs, but not all pins could be read");
    }
    if (live.placement() instanceof Placement.Chain chain
        && index.survey().slots(new MapId(chain.programArrayId())).asOptional().isEmpty()) {
      return Seen.of(UNREADABLE, "it runs, but its slots could not be read");
    }
    List<String> more = new ArrayList<>(programs.pinsBeside(live.revision().number()));
    more.addAll(otherHolders(live, running, id));
    return more.isEmpty()
        ? Seen.of(RUNNING, "revision " + live.revision().number())
        : Seen.of(RESIDUE, "revision %d, and besides %s".formatted(live.revision().number(), more))
            .about(more);
  }

  /** Filters of ours beside the one that the ledger has. */
  private List<String> otherHolders(
      LiveRevision live, List<HookPrograms.Running> running, ProgramId id) {
    if (!(LiveRevisions.holder(live.placement()).orElse(null)
        instanceof Placement.FilterHolder(int priority, int handle))) {
      return List.of();
    }
    String own = HookPrograms.describe(priority, handle);
    return running.stream()
        .filter(one -> !one.holder().equals(own))
        .filter(
            one -> one.program().equals(id) || programs.revisions().containsValue(one.program()))
        .map(HookPrograms.Running::holder)
        .toList();
  }

  private static Optional<String> wrongSlots(
      Placement.Chain chain, List<Optional<ProgramId>> slots) {
    for (int slot = 0; slot < Math.max(slots.size(), chain.programs().size()); slot++) {
      Optional<ProgramId> found = slot < slots.size() ? slots.get(slot) : Optional.empty();
      Optional<ProgramId> expected =
          slot < chain.programs().size()
              ? Optional.of(new ProgramId(chain.programs().get(slot).kernelId()))
              : Optional.empty();
      if (!found.equals(expected)) {
        return Optional.of(
            "slot %d holds %s, not %s".formatted(slot, words(found), words(expected)));
      }
    }
    return Optional.empty();
  }

  private static String words(Optional<ProgramId> program) {
    return program.map(id -> "program " + id).orElse("nothing");
  }

  private List<String> missingPins(LiveRevision live) {
    List<String> expected = new ArrayList<>(List.of(live.directory() + "/program"));
    if (live.placement() instanceof Placement.Chain) {
      expected.add(live.directory() + "/members");
    }
    LiveRevisions.links(live.placement()).forEach(link -> expected.add(link.pin()));
    expected.removeIf(path -> index.pin(path).isPresent());
    return expected;
  }

  private Seen<HookSighting> nothingOfOurs(DeviceSight.Present device) {
    Optional<LinkInfo> holder = programs.holder(placement);
    boolean severed =
        holder.isPresent()
            && holder.get().details() instanceof LinkDetails.Xdp(int number)
            && number == 0;
    if (hook.point() == HookPoint.XDP) {
      if (holder.isPresent() && !severed) {
        return Seen.of(
                FOREIGN, "our link %s runs a program that is not ours".formatted(holder.get().id()))
            .lostBy(LossReason.RETARGETED);
      }
      if (holder.isEmpty() && !index.knows(InventoryPart.LINKS)) {
        return Seen.of(UNREADABLE, "not all links could be read");
      }
      switch (index.survey().hook(hook)) {
        case Reading.Unread<HookMembers>(String why) -> {
          return Seen.of(UNREADABLE, why);
        }
        case Reading.Seen<HookMembers>(HookMembers members) when !members.members().isEmpty() -> {
          return Seen.of(
                  FOREIGN,
                  "program %s runs on it".formatted(members.members().getFirst().program()))
              .lostBy(LossReason.REPLACED);
        }
        case Reading.Seen<HookMembers> _, Reading.Nothing<HookMembers> _ -> {
          // Nobody runs on it.
        }
      }
    } else if (!index.knows(InventoryPart.NETWORK)) {
      return Seen.of(UNREADABLE, "not all filters could be read");
    } else if (isFilterReplaced(device)) {
      return Seen.of(FOREIGN, "another program runs in the place of our filter")
          .lostBy(LossReason.RETARGETED);
    }
    if (!index.knows(InventoryPart.PINS)) {
      return Seen.of(UNREADABLE, "not all pins could be read");
    }
    List<String> pins = programs.pins();
    if (question.waits() && !pins.isEmpty()) {
      return Seen.of(RESIDUE, "nothing of ours runs, yet pinned are " + pins).about(pins);
    }
    return Seen.of(VACANT, "nothing of ours runs").lostBy(loss(device, severed));
  }

  private boolean isFilterReplaced(DeviceSight.Present device) {
    return question
        .live()
        .filter(live -> isThe(device, live))
        .flatMap(live -> LiveRevisions.holder(live.placement()))
        .filter(
            holder ->
                holder instanceof Placement.FilterHolder(int priority, int handle)
                    && programs.running(device, placement).stream()
                        .anyMatch(
                            one -> one.holder().equals(HookPrograms.describe(priority, handle))))
        .isPresent();
  }

  private LossReason loss(DeviceSight.Present device, boolean severed) {
    if (question.live().isPresent()) {
      LiveRevision live = question.live().get();
      if (!index.isBoot(LiveRevisions.onHook(live.placement()).boot())) {
        return LossReason.REBOOT;
      }
      if (!isThe(device, live)) {
        return LossReason.TARGET_GONE;
      }
    }
    return severed ? LossReason.DEFUNCT : LossReason.ABSENT;
  }
}
