package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.rule.LinkSighting.ABSENT;
import static io.bpfledger.reconciler.rule.LinkSighting.DEFUNCT;
import static io.bpfledger.reconciler.rule.LinkSighting.DUPLICATED;
import static io.bpfledger.reconciler.rule.LinkSighting.MATCHING;
import static io.bpfledger.reconciler.rule.LinkSighting.RETARGETED;
import static io.bpfledger.reconciler.rule.LinkSighting.STRAY;
import static io.bpfledger.reconciler.rule.LinkSighting.UNPINNED;
import static io.bpfledger.reconciler.rule.LinkSighting.UNREADABLE;

import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recognises what the kernel shows of links that stand alone. */
final class LinkClassification {

  private final SurveyIndex index;
  private final LinkPrograms programs;
  private final Set<LinkId> known;

  /**
   * A classification.
   *
   * @param known the links that the ledger has, in this boot
   */
  LinkClassification(SurveyIndex index, Set<LinkId> known) {
    this.index = index;
    this.programs = new LinkPrograms(index);
    this.known = known;
  }

  /** One whose number the ledger has. */
  Seen<LinkSighting> recorded(Hold.ByLink hold, Standing standing, Optional<Load> program) {
    if (index.boot().isEmpty()) {
      return unreadable("which boot this is could not be read");
    }
    LinkPrograms.Expected expected =
        new LinkPrograms.ByIncarnation(standing.program(), program.map(LinkPrograms::maps));
    boolean sameBoot = index.isBoot(hold.boot());
    LinkId id = new LinkId(hold.kernelLinkId());
    Optional<Pin> pin = index.pin(hold.pin());
    if (pin.isPresent()) {
      return switch (pin.get().content()) {
        case PinContent.OfLink(LinkId held) when sameBoot && held.equals(id) -> known(id, expected);
        case PinContent.OfLink(LinkId held) -> stray("link " + held + " is pinned in its place");
        case PinContent.OfProgram _, PinContent.OfMap _ -> stray("no link is pinned in its place");
        case PinContent.Unopened(var error) -> unopened(error.message());
      };
    }
    if (!index.knows(InventoryPart.PINS)) {
      return unreadable("no pin was seen at " + hold.pin() + ", but not all pins could be read");
    }
    Optional<LinkInfo> alive = sameBoot ? index.link(id) : Optional.empty();
    if (alive.isPresent()) {
      Seen<LinkSighting> seen = known(id, expected);
      return seen.sighting() == MATCHING || seen.sighting() == DUPLICATED
          ? Seen.of(UNPINNED, "link %s lives, no pin at %s".formatted(id, hold.pin()))
              .comparing(seen.fields())
              .about(List.of(hold.pin()))
          : seen;
    }
    if (!index.knows(InventoryPart.LINKS)) {
      return unreadable("it was not seen, but not all links could be read");
    }
    if (!sameBoot) {
      return Seen.of(ABSENT, "another boot: " + index.boot().map(Object::toString).orElse(""))
          .lostBy(LossReason.REBOOT);
    }
    return Seen.of(ABSENT, "neither a link %s nor a pin of it".formatted(id))
        .lostBy(LossReason.ABSENT);
  }

  private Seen<LinkSighting> known(LinkId id, LinkPrograms.Expected expected) {
    Optional<LinkInfo> info = index.link(id);
    return info.isEmpty()
        ? unreadable("link " + id + " could not be read")
        : shape(info.get(), expected, true);
  }

  private Seen<LinkSighting> shape(
      LinkInfo link, LinkPrograms.Expected expected, boolean recorded) {
    List<Field> fields =
        List.of(
            new Field(
                "program",
                expected.describe(),
                programs.runs(link, expected) == LinkPrograms.Answer.YES
                    ? expected.describe()
                    : link.program().map(ProgramId::toString).orElse("none")));
    return switch (programs.runs(link, expected)) {
      case UNKNOWN -> unreadable("the program of link " + link.id() + " could not be read");
      case NO ->
          Seen.of(RETARGETED, "link %s runs another program".formatted(link.id()))
              .comparing(fields)
              .lostBy(LossReason.RETARGETED);
      case YES -> {
        if (LinkPrograms.isDefunct(link.details())) {
          yield Seen.of(DEFUNCT, "link %s holds no hook".formatted(link.id()))
              .comparing(fields)
              .lostBy(LossReason.DEFUNCT);
        }
        List<String> more = recorded ? duplicates(link) : List.of();
        yield more.isEmpty()
            ? Seen.of(MATCHING, "link %s at its place".formatted(link.id())).comparing(fields)
            : Seen.of(DUPLICATED, "link %s, and %s besides".formatted(link.id(), more))
                .comparing(fields)
                .about(more);
      }
    };
  }

  /** Other links of the same program at the same place that the ledger does not know. */
  private List<String> duplicates(LinkInfo link) {
    return link.program().map(index::linksOf).orElse(List.of()).stream()
        .filter(other -> !other.id().equals(link.id()))
        .filter(other -> !known.contains(other.id()))
        .filter(other -> LinkPrograms.isSamePlace(other, link))
        .map(other -> "link " + other.id())
        .toList();
  }

  /** One that is being attached: what is pinned in its place tells. */
  Seen<LinkSighting> attaching(LinkKey key, ProgramKey program, Optional<Load> load) {
    if (index.boot().isEmpty()) {
      return unreadable("which boot this is could not be read");
    }
    String place = index.survey().layout().link(key).toString();
    Optional<Pin> pin = index.pin(place);
    if (pin.isPresent()) {
      return atPlace(
          pin.get(),
          load.<LinkPrograms.Expected>map(
                  it ->
                      new LinkPrograms.ByIncarnation(
                          it.incarnation(), Optional.of(LinkPrograms.maps(it))))
              .orElseGet(() -> new LinkPrograms.ByMark(program)));
    }
    return index.knows(InventoryPart.PINS)
        ? Seen.of(ABSENT, "no pin at " + place)
        : unreadable("no pin was seen at " + place + ", but not all pins could be read");
  }

  /** One whose life is over; only what is seen counts. */
  Seen<LinkSighting> ended(LinkKey key, ProgramKey program) {
    String place = index.survey().layout().link(key).toString();
    return index
        .pin(place)
        .map(pin -> atPlace(pin, new LinkPrograms.ByMark(program)).about(List.of(place)))
        .orElseGet(() -> Seen.of(ABSENT, "nothing of it"));
  }

  /** One that the ledger does not know, but that is pinned among ours. */
  Seen<LinkSighting> unknown(Pin pin) {
    return atPlace(pin, new LinkPrograms.ByAnyMark());
  }

  private Seen<LinkSighting> atPlace(Pin pin, LinkPrograms.Expected expected) {
    return switch (pin.content()) {
      case PinContent.OfLink(LinkId id) ->
          index
              .link(id)
              .map(info -> shape(info, expected, expected instanceof LinkPrograms.ByIncarnation))
              .orElseGet(() -> unreadable("link " + id + " could not be read"));
      case PinContent.OfProgram _, PinContent.OfMap _ -> stray("no link is pinned in its place");
      case PinContent.Unopened(var error) -> unopened(error.message());
    };
  }

  private Seen<LinkSighting> unopened(String why) {
    return index.knows(InventoryPart.PINS)
        ? stray("something else is pinned in its place")
        : unreadable(why);
  }

  private static Seen<LinkSighting> stray(String words) {
    return Seen.of(STRAY, words).lostBy(LossReason.REPLACED);
  }

  private static Seen<LinkSighting> unreadable(String why) {
    return Seen.of(UNREADABLE, why);
  }
}
