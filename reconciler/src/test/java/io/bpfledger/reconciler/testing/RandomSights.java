package io.bpfledger.reconciler.testing;

import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.survey.Survey;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Surveys of anything: programs, links, pins and gaps that nobody of the tests' ledgers made. */
public final class RandomSights {

  /** Above all numbers that ledgers of tests name. */
  private static final int FIRST_ID = 10_000;

  private static final Path ROOT = Sight.LAYOUT.root();
  private static final List<Path> PLACES =
      List.of(
          ROOT.resolve("stuff"),
          ROOT.resolve("programs/no-operation"),
          ROOT.resolve("links/no-link"),
          ROOT.resolve("tmp-no-operation/program"),
          Sight.LAYOUT.staging(Entities.operation(77)).resolve("program"),
          ROOT.resolve("maps/foreign"),
          ROOT.resolve("dispatchers/xdp-0123456789abcdef0123456789abcdef/1/program"),
          Entities.place(Entities.operation(78), Entities.program(78)),
          Sight.LAYOUT.link(Entities.link(78)));

  private static final List<InventoryPart> PARTS = List.copyOf(EnumSet.allOf(InventoryPart.class));

  private RandomSights() {}

  /** One thing more. */
  private record Addition(int kind, int number, int place) {}

  public static Arbitrary<Sight> any() {
    return Arbitraries.integers()
        .between(0, 8)
        .flatMap(
            kind ->
                Arbitraries.integers()
                    .between(0, 20)
                    .flatMap(
                        number ->
                            Arbitraries.integers()
                                .between(0, PLACES.size() - 1)
                                .map(place -> new Addition(kind, number, place))))
        .list()
        .ofMaxSize(20)
        .map(RandomSights::sight);
  }

  /** Where programs and links are pinned that nobody says to be ours. */
  public static Set<Path> foreignPins(Survey survey) {
    Set<Path> foreign = new TreeSet<>();
    for (PinTree tree : survey.inventory().pins()) {
      for (Pin pin : tree.pins()) {
        boolean isForeign =
            switch (pin.content()) {
              case PinContent.OfProgram(ProgramId id) -> id.value() >= FIRST_ID;
              case PinContent.OfLink(LinkId id) -> id.value() >= FIRST_ID;
              case PinContent.OfMap _, PinContent.Unopened _ -> false;
            };
        if (isForeign) {
          foreign.add(pin.path());
        }
      }
    }
    return foreign;
  }

  private static Sight sight(List<Addition> additions) {
    Sight sight = new Sight();
    for (Addition addition : additions) {
      add(sight, addition);
    }
    return sight;
  }

  private static void add(Sight sight, Addition addition) {
    int id = FIRST_ID + addition.number();
    Path place = PLACES.get(addition.place());
    switch (addition.kind()) {
      case 0 -> sight.program(id);
      case 1 -> sight.program(id).pinProgram(place, id);
      case 2 -> sight.link(id, id, new LinkDetails.Tracepoint("t", OptionalLong.empty()));
      case 3 -> sight.link(id, id, new LinkDetails.Xdp(addition.number())).pinLink(place, id);
      case 4 -> sight.map(id, "m").pinMap(place, id);
      case 5 -> sight.program(id).mark(id, new Reading.Unread<>("in the test"));
      case 6 -> sight.directory(place);
      case 7 ->
          sight
              .program(id)
              .filter(
                  new TcFilter(
                      addition.number(),
                      Direction.EGRESS,
                      addition.number(),
                      1,
                      0,
                      "bpf",
                      "theirs",
                      Optional.of(new ProgramId(id)),
                      true));
      default -> sight.gap(PARTS.get(addition.number() % PARTS.size()));
    }
  }
}
