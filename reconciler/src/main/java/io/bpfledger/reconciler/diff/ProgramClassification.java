package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.rule.ProgramSighting.ABSENT;
import static io.bpfledger.reconciler.rule.ProgramSighting.DUPLICATED;
import static io.bpfledger.reconciler.rule.ProgramSighting.MATCHING;
import static io.bpfledger.reconciler.rule.ProgramSighting.OTHER;
import static io.bpfledger.reconciler.rule.ProgramSighting.STRAY;
import static io.bpfledger.reconciler.rule.ProgramSighting.UNPINNED;
import static io.bpfledger.reconciler.rule.ProgramSighting.UNREADABLE;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.survey.Place;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises what the kernel shows of a program whose identity the ledger knows. */
final class ProgramClassification {

  private final SurveyIndex index;

  ProgramClassification(SurveyIndex index) {
    this.index = index;
  }

  Seen<ProgramSighting> see(ProgramKey key, Load load) {
    if (index.boot().isEmpty()) {
      return unreadable("which boot this is could not be read");
    }
    return index
        .pin(load.pin())
        .map(pin -> pinned(key, load, pin))
        .orElseGet(() -> unpinned(key, load));
  }

  private Seen<ProgramSighting> pinned(ProgramKey key, Load load, Pin pin) {
    return switch (pin.content()) {
      case PinContent.OfProgram(ProgramId id) ->
          index
              .program(id)
              .map(info -> atPlace(key, load, info))
              .orElseGet(
                  () ->
                      unreadable("program %s is at its place and could not be read".formatted(id)));
      case PinContent.OfMap _ -> Seen.of(OTHER, "a map is pinned at " + load.pin());
      case PinContent.OfLink _ -> Seen.of(OTHER, "a link is pinned at " + load.pin());
      case PinContent.Unopened(var error) ->
          index.knows(InventoryPart.PINS)
              ? Seen.of(OTHER, "something else is pinned at " + load.pin())
              : unreadable(error.message());
    };
  }

  private Seen<ProgramSighting> atPlace(ProgramKey key, Load load, ProgramInfo info) {
    List<Field> fields = fields(key, load.incarnation(), info);
    Reading<Marker> mark = index.mark(info.id());
    if (!index.is(load.incarnation(), info)) {
      return switch (mark) {
        case Reading.Seen<Marker>(Marker of) when of.equals(expected(key)) ->
            Seen.of(STRAY, "program %s with our mark of it is at its place".formatted(info.id()))
                .comparing(fields);
        case Reading.Seen<Marker> _, Reading.Nothing<Marker> _ ->
            Seen.of(OTHER, "program %s is at its place".formatted(info.id()))
                .comparing(fields)
                .lostBy(LossReason.REPLACED);
        case Reading.Unread<Marker>(String why) -> unreadable(why).comparing(fields);
      };
    }
    if (!mark.isUnread() && !bears(mark, key)) {
      return Seen.of(OTHER, "program %s is at its place, without our mark".formatted(info.id()))
          .comparing(fields);
    }
    List<String> more = duplicates(key, load.pin(), info.id());
    return more.isEmpty()
        ? Seen.of(MATCHING, "program %s at its place".formatted(info.id())).comparing(fields)
        : Seen.of(DUPLICATED, "program %s, also pinned at %s".formatted(info.id(), more))
            .comparing(fields)
            .about(more);
  }

  private Seen<ProgramSighting> unpinned(ProgramKey key, Load load) {
    if (!index.knows(InventoryPart.PINS)) {
      return unreadable("no pin was seen at " + load.pin() + ", but not all pins could be read");
    }
    Optional<ProgramInfo> alive = index.alive(load.incarnation());
    if (alive.isPresent()) {
      return alive(key, load, alive.get());
    }
    boolean sameBoot = index.isBoot(load.incarnation().boot());
    if (!index.knows(InventoryPart.PROGRAMS)) {
      return unreadable("it was not seen, but not all programs could be read");
    }
    List<Pin> strays = index.places(key);
    if (strays.stream().anyMatch(pin -> markIsUnread(pin))) {
      return unreadable("the mark of what is pinned for it could not be read");
    }
    Optional<Pin> stray = strays.stream().filter(pin -> bearsMarkOf(pin, key)).findFirst();
    if (stray.isPresent()) {
      return Seen.of(STRAY, "what bears our mark of it is pinned at " + stray.get().path())
          .lostBy(LossReason.REPLACED)
          .about(List.of(stray.get().path().toString()));
    }
    Optional<ProgramInfo> other =
        sameBoot ? index.program(new ProgramId(load.incarnation().kernelId())) : Optional.empty();
    if (other.isPresent()) {
      return Seen.of(OTHER, "another program bears its number")
          .comparing(fields(key, load.incarnation(), other.get()))
          .lostBy(LossReason.REPLACED);
    }
    return sameBoot
        ? Seen.of(ABSENT, "neither a program %s nor a pin of it".formatted(number(load)))
            .lostBy(LossReason.ABSENT)
        : Seen.of(ABSENT, "another boot: " + index.boot().map(Object::toString).orElse(""))
            .lostBy(LossReason.REBOOT);
  }

  private Seen<ProgramSighting> alive(ProgramKey key, Load load, ProgramInfo info) {
    List<Field> fields = fields(key, load.incarnation(), info);
    Reading<Marker> mark = index.mark(info.id());
    if (mark.isUnread()) {
      return unreadable("its mark could not be read").comparing(fields);
    }
    return bears(mark, key)
        ? Seen.of(UNPINNED, "program %s lives, no pin at %s".formatted(info.id(), load.pin()))
            .comparing(fields)
            .about(List.of(load.pin()))
        : Seen.of(OTHER, "program %s lives without pin and without our mark".formatted(info.id()))
            .comparing(fields);
  }

  /** Where else among our programs it, or another with its mark, is pinned. */
  private List<String> duplicates(ProgramKey key, String place, ProgramId id) {
    List<String> more = new ArrayList<>();
    for (Pin pin : index.pinsOf(id)) {
      if (!pin.path().toString().equals(place)
          && Place.of(index.survey().layout(), pin.path()) instanceof Place.ProgramPin) {
        more.add(pin.path().toString());
      }
    }
    for (Pin pin : index.places(key)) {
      String path = pin.path().toString();
      if (!path.equals(place) && !more.contains(path) && bearsMarkOf(pin, key)) {
        more.add(path);
      }
    }
    return more;
  }

  private boolean bearsMarkOf(Pin pin, ProgramKey key) {
    return pin.content() instanceof PinContent.OfProgram(ProgramId id)
        && bears(index.mark(id), key);
  }

  private boolean markIsUnread(Pin pin) {
    return pin.content() instanceof PinContent.OfProgram(ProgramId id) && index.mark(id).isUnread();
  }

  private boolean bears(Reading<Marker> mark, ProgramKey key) {
    return mark.asOptional().equals(Optional.of(expected(key)));
  }

  private Marker expected(ProgramKey key) {
    return new Marker(index.survey().instance(), key.ulid());
  }

  /** The identity, field by field. */
  private List<Field> fields(ProgramKey key, Incarnation ledger, ProgramInfo seen) {
    String mark =
        switch (index.mark(seen.id())) {
          case Reading.Seen<Marker>(Marker read) -> read.instance() + "/" + read.entity();
          case Reading.Nothing<Marker> _ -> "none";
          case Reading.Unread<Marker> _ -> "";
        };
    return List.of(
        new Field("boot", ledger.boot().toString(), index.boot().map(Object::toString).orElse("")),
        new Field("number", Integer.toUnsignedString(ledger.kernelId()), seen.id().toString()),
        new Field(
            "load time",
            Long.toString(ledger.loadTimeNanos()),
            Long.toString(seen.loadTimeNanos())),
        new Field("tag", ledger.tag(), seen.tag()),
        new Field("mark", index.survey().instance() + "/" + key, mark));
  }

  private static String number(Load load) {
    return Integer.toUnsignedString(load.incarnation().kernelId());
  }

  private static Seen<ProgramSighting> unreadable(String why) {
    return Seen.of(UNREADABLE, why);
  }
}
