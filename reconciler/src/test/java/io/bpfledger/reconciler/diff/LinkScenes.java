package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static io.bpfledger.reconciler.testing.Entities.SECOND;
import static io.bpfledger.reconciler.testing.Entities.place;

import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.reconciler.rule.LinkPhase;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One ledger and one survey for each cell of the table of links that can be. */
final class LinkScenes {

  static final ProgramKey PROGRAM = Entities.program(1);
  static final LinkKey LINK = Entities.link(1);
  private static final Path PLACE = Sight.LAYOUT.link(LINK);
  private static final int PROGRAM_ID = 71;
  private static final int OTHER_PROGRAM_ID = 99;
  private static final int ID = 12;
  private static final int OTHER_ID = 13;
  private static final int MAP_ID = 40;
  private static final LinkDetails TRACEPOINT =
      new LinkDetails.Tracepoint("sched_switch", OptionalLong.empty());

  private LinkScenes() {}

  static Books books(LinkPhase phase, Policy policy) {
    StreamId program = StreamId.of(PROGRAM);
    StreamId stream = StreamId.of(LINK);
    Books books =
        new Books()
            .post(
                program,
                Entities.loadRequested(LOAD, Policy.DEFAULT, Optional.empty(), PROGRAM),
                new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, PROGRAM, PROGRAM_ID)));
    if (phase == LinkPhase.ABSENT) {
      return books;
    }
    books.post(stream, Entities.attachRequested(LOAD, 1, PROGRAM, Entities.TRACEPOINT, policy));
    LinkEvent attached =
        new LinkEvent.Attached(
            LOAD,
            new Hold.ByLink(Samples.BOOT, ID, PLACE.toString()),
            Entities.incarnation(PROGRAM_ID),
            Optional.empty());
    LinkEvent detach = new LinkEvent.DetachRequested(SECOND);
    return switch (phase) {
      case ABSENT, ATTACHING -> books;
      case ATTACHED -> books.post(stream, attached);
      case FAILED ->
          books.post(stream, new LinkEvent.AttachFailed(LOAD, Entities.INTERRUPTED, List.of()));
      case LOST ->
          books.post(
              stream, attached, new LinkEvent.LinkLost(new Loss(LossReason.ABSENT, "in the test")));
      case DETACHING -> books.post(stream, attached, detach);
      case DETACHED -> books.post(stream, attached, detach, new LinkEvent.Detached(SECOND));
    };
  }

  /** Empty for a cell that nothing a kernel can show leads to. */
  static Optional<Sight> sight(LinkPhase phase, LinkSighting sighting) {
    Sight sight =
        new Sight().marked(PROGRAM_ID, PROGRAM.ulid()).pinProgram(place(LOAD, PROGRAM), PROGRAM_ID);
    boolean recorded =
        switch (phase) {
          case ATTACHED, LOST, DETACHING -> true;
          case ABSENT, ATTACHING, FAILED, DETACHED -> false;
        };
    return switch (sighting) {
      // Of what is neither in the ledger nor in the kernel there is no comparison.
      case ABSENT -> phase == LinkPhase.ABSENT ? Optional.empty() : Optional.of(sight);
      case MATCHING -> Optional.of(sight.link(ID, PROGRAM_ID, TRACEPOINT).pinLink(PLACE, ID));
      case DEFUNCT ->
          Optional.of(sight.link(ID, PROGRAM_ID, new LinkDetails.Cgroup(0, 0)).pinLink(PLACE, ID));
      case RETARGETED ->
          Optional.of(
              sight
                  .program(OTHER_PROGRAM_ID)
                  .link(ID, OTHER_PROGRAM_ID, TRACEPOINT)
                  .pinLink(PLACE, ID));
      // Which of several is the one, nobody can say of a link whose number is not in the ledger
      // and whose end it is not to come.
      case DUPLICATED ->
          recorded || phase == LinkPhase.ATTACHING
              ? Optional.of(
                  sight
                      .link(ID, PROGRAM_ID, TRACEPOINT)
                      .link(OTHER_ID, PROGRAM_ID, TRACEPOINT)
                      .pinLink(PLACE, ID))
              : Optional.empty();
      // Without number and pin nothing tells which link it is.
      case UNPINNED ->
          recorded || phase == LinkPhase.ABSENT
              ? Optional.of(sight.link(ID, PROGRAM_ID, TRACEPOINT))
              : Optional.empty();
      case STRAY -> Optional.of(sight.map(MAP_ID, "map").pinMap(PLACE, MAP_ID));
      case UNREADABLE ->
          Optional.of(
              recorded || phase == LinkPhase.ATTACHING
                  ? sight.gap(InventoryPart.PINS)
                  : sight.pinLink(PLACE, ID));
    };
  }
}
