package io.bpfledger.reconciler.diff;

import io.bpfledger.core.work.hook.DispatcherWork;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.reconciler.survey.Place;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What runs on one hook that takes one program, and what our file system has for it. */
final class HookPrograms {

  private final SurveyIndex index;
  private final HookKey hook;
  private final String directory;

  HookPrograms(SurveyIndex index, HookKey hook) {
    this.index = index;
    this.hook = hook;
    this.directory = index.survey().layout().hook(hook).getFileName().toString();
  }

  /**
   * One program on the hook.
   *
   * @param holder what holds it there, such as {@code filter 49152 handle 1}
   */
  record Running(ProgramId program, String holder) {}

  /** What is pinned for the hook, by path. */
  List<String> pins() {
    return index.hookPins(directory).stream().map(pin -> pin.path().toString()).toList();
  }

  /** The programs of the revisions that are pinned, by number. */
  NavigableMap<Long, ProgramId> revisions() {
    NavigableMap<Long, ProgramId> revisions = new TreeMap<>();
    for (Pin pin : index.hookPins(directory)) {
      if (Place.of(index.survey().layout(), pin.path()) instanceof Place.HookPart part
          && part.isProgram()
          && pin.content() instanceof PinContent.OfProgram(ProgramId id)) {
        part.revision().ifPresent(number -> revisions.put(number, id));
      }
    }
    return revisions;
  }

  /** What is pinned for other revisions than this. */
  List<String> pinsBeside(long revision) {
    List<String> beside = new ArrayList<>();
    for (Pin pin : index.hookPins(directory)) {
      if (Place.of(index.survey().layout(), pin.path()) instanceof Place.HookPart part
          && part.revision().filter(number -> number != revision).isPresent()) {
        beside.add(pin.path().toString());
      }
    }
    return beside;
  }

  /**
   * The link that should hold the hook; only XDP has one. The one that is pinned for the hook comes
   * before the one that the ledger has.
   */
  Optional<LinkInfo> holder(Optional<Placement> placement) {
    Optional<LinkId> pinned =
        index
            .pin(index.survey().layout().hookLink(hook).toString())
            .flatMap(
                pin ->
                    pin.content() instanceof PinContent.OfLink(LinkId id)
                        ? Optional.of(id)
                        : Optional.empty());
    return pinned.or(() -> recorded(placement)).flatMap(index::link);
  }

  private Optional<LinkId> recorded(Optional<Placement> placement) {
    return placement.map(LiveRevisions::links).orElse(List.of()).stream()
        .filter(link -> index.isBoot(link.boot()))
        .map(Hold.ByLink::kernelLinkId)
        .map(LinkId::new)
        .findFirst();
  }

  /** What runs on the hook of this interface, as far as it is held by us. */
  List<Running> running(DeviceSight.Present device, Optional<Placement> placement) {
    if (hook.point() == HookPoint.XDP) {
      return holder(placement)
          .filter(
              link ->
                  link.details() instanceof LinkDetails.Xdp(int number) && number == device.index())
          .flatMap(link -> link.program().map(program -> new Running(program, "link " + link.id())))
          .map(List::of)
          .orElse(List.of());
    }
    List<Running> running = new ArrayList<>();
    for (TcFilter filter : device.namespace().filters()) {
      if (filter.interfaceIndex() == device.index()
          && filter.direction() == direction()
          && mayBeOurs(filter, placement)) {
        filter.program().ifPresent(program -> running.add(new Running(program, describe(filter))));
      }
    }
    return running;
  }

  /** By its name, or because it stands where ours did. */
  private static boolean mayBeOurs(TcFilter filter, Optional<Placement> placement) {
    return filter.name().equals(DispatcherWork.FILTER_NAME)
        || placement
            .flatMap(LiveRevisions::holder)
            .filter(
                holder ->
                    holder.equals(new Placement.FilterHolder(filter.priority(), filter.handle())))
            .isPresent();
  }

  private Direction direction() {
    return switch (hook.point()) {
      case TC_INGRESS, TCX_INGRESS -> Direction.INGRESS;
      case TC_EGRESS, TCX_EGRESS, XDP -> Direction.EGRESS;
    };
  }

  static String describe(TcFilter filter) {
    return describe(filter.priority(), filter.handle());
  }

  static String describe(int priority, int handle) {
    return "filter %d handle %s".formatted(priority, Integer.toUnsignedString(handle));
  }
}
