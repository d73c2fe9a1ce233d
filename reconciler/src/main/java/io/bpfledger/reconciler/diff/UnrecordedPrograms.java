package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.rule.ProgramSighting.ABSENT;
import static io.bpfledger.reconciler.rule.ProgramSighting.DUPLICATED;
import static io.bpfledger.reconciler.rule.ProgramSighting.MATCHING;
import static io.bpfledger.reconciler.rule.ProgramSighting.OTHER;
import static io.bpfledger.reconciler.rule.ProgramSighting.STRAY;
import static io.bpfledger.reconciler.rule.ProgramSighting.UNPINNED;
import static io.bpfledger.reconciler.rule.ProgramSighting.UNREADABLE;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.ProgramId;
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

/**
 * Recognises what the kernel shows of a program of which the ledger has no identity: one that is
 * being loaded, one whose life is over, or one that it does not know. Place and mark tell.
 */
final class UnrecordedPrograms {

  private final SurveyIndex index;

  UnrecordedPrograms(SurveyIndex index) {
    this.index = index;
  }

  /** One that is being loaded by an operation, which tells its place. */
  Seen<ProgramSighting> loading(ProgramKey key, Ulid operation) {
    if (index.boot().isEmpty()) {
      return unreadable("which boot this is could not be read");
    }
    String place = index.survey().layout().program(operation, key).resolve("program").toString();
    Optional<Pin> pin = index.pin(place);
    if (pin.isPresent()) {
      return atPlace(key, pin.get());
    }
    if (!index.knows(InventoryPart.PINS)) {
      return unreadable("no pin was seen at " + place + ", but not all pins could be read");
    }
    Sorted found = sort(key);
    if (found.unread()) {
      return unreadable("a mark could not be read");
    }
    if (!found.ours().isEmpty()) {
      return Seen.of(STRAY, "what bears our mark of it is pinned at " + found.ours())
          .about(found.ours());
    }
    if (!index.marked(key.ulid()).isEmpty()) {
      return Seen.of(UNPINNED, "a program with our mark of it lives without a pin of ours");
    }
    return index.knows(InventoryPart.PROGRAMS) && index.knows(InventoryPart.MAPS)
        ? Seen.of(ABSENT, "no pin at " + place)
        : unreadable("not all programs and marks could be read");
  }

  private Seen<ProgramSighting> atPlace(ProgramKey key, Pin pin) {
    if (!(pin.content() instanceof PinContent.OfProgram(ProgramId id))) {
      return pin.content() instanceof PinContent.Unopened && !index.knows(InventoryPart.PINS)
          ? unreadable("what is at " + pin.path() + " could not be read")
          : Seen.of(OTHER, "something that is no program is pinned at " + pin.path());
    }
    return switch (index.mark(id)) {
      case Reading.Unread<Marker>(String why) -> unreadable(why);
      case Reading.Nothing<Marker> _ ->
          Seen.of(OTHER, "program %s at its place bears no mark".formatted(id));
      case Reading.Seen<Marker>(Marker mark) -> {
        if (!mark.equals(expected(key))) {
          yield Seen.of(OTHER, "program %s at its place bears another mark".formatted(id));
        }
        List<String> more = new ArrayList<>(sort(key).ours());
        more.remove(pin.path().toString());
        yield more.isEmpty()
            ? Seen.of(MATCHING, "program %s with our mark at its place".formatted(id))
            : Seen.of(DUPLICATED, "program %s, and more at %s".formatted(id, more)).about(more);
      }
    };
  }

  /** One whose life is over; only what is seen counts, as nothing follows from what is not. */
  Seen<ProgramSighting> ended(ProgramKey key) {
    Sorted found = sort(key);
    if (found.unread()) {
      return unreadable("a mark could not be read");
    }
    if (found.ours().size() > 1) {
      return Seen.of(DUPLICATED, "pinned at " + found.ours()).about(found.ours());
    }
    if (found.ours().size() == 1) {
      return Seen.of(MATCHING, "pinned at " + found.ours().getFirst()).about(found.ours());
    }
    if (!found.others().isEmpty()) {
      return Seen.of(OTHER, "something without our mark of it is pinned at " + found.others());
    }
    return withoutPlace(key);
  }

  private Seen<ProgramSighting> withoutPlace(ProgramKey key) {
    List<String> elsewhere = new ArrayList<>();
    for (ProgramId id : index.marked(key.ulid())) {
      for (Pin pin : index.pinsOf(id)) {
        if (Place.of(index.survey().layout(), pin.path()) instanceof Place.ProgramPin) {
          elsewhere.add(pin.path().toString());
        }
      }
    }
    if (!elsewhere.isEmpty()) {
      return Seen.of(STRAY, "what bears our mark of it is pinned at " + elsewhere).about(elsewhere);
    }
    return index.marked(key.ulid()).isEmpty()
        ? Seen.of(ABSENT, "nothing of it")
        : Seen.of(UNPINNED, "a program with our mark of it lives without a pin among our programs");
  }

  /** One that the ledger does not know, but a place or a mark names. */
  Seen<ProgramSighting> unknown(ProgramKey key) {
    Sorted found = sort(key);
    if (found.unread()) {
      return unreadable("a mark could not be read");
    }
    if (found.ours().isEmpty() && !found.programs().isEmpty()) {
      return Seen.of(STRAY, "a program without our mark is pinned at " + found.programs());
    }
    return ended(key);
  }

  /**
   * What is at the places of a program.
   *
   * @param ours where a program with our mark of it is
   * @param others where anything else is
   * @param programs which of those are programs
   */
  private record Sorted(
      List<String> ours, List<String> others, List<String> programs, boolean unread) {}

  private Sorted sort(ProgramKey key) {
    List<String> ours = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> programs = new ArrayList<>();
    boolean unread = false;
    for (Pin pin : index.places(key)) {
      String path = pin.path().toString();
      if (pin.content() instanceof PinContent.OfProgram(ProgramId id)) {
        unread |= index.mark(id).isUnread();
        if (index.mark(id).asOptional().equals(Optional.of(expected(key)))) {
          ours.add(path);
        } else {
          others.add(path);
          programs.add(path);
        }
      } else {
        unread |= pin.content() instanceof PinContent.Unopened && !index.knows(InventoryPart.PINS);
        others.add(path);
      }
    }
    return new Sorted(ours, others, programs, unread);
  }

  private Marker expected(ProgramKey key) {
    return new Marker(index.survey().instance(), key.ulid());
  }

  private static Seen<ProgramSighting> unreadable(String why) {
    return Seen.of(UNREADABLE, why);
  }
}
