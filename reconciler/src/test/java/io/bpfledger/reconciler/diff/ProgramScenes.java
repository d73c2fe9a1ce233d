package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static io.bpfledger.reconciler.testing.Entities.SECOND;
import static io.bpfledger.reconciler.testing.Entities.STRANGE;
import static io.bpfledger.reconciler.testing.Entities.place;

import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.reconciler.rule.ProgramPhase;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.util.List;
import java.util.Optional;

/** One ledger and one survey for each cell of the table of programs. */
final class ProgramScenes {

  static final ProgramKey PROGRAM = Entities.program(1);
  private static final int ID = 71;
  private static final int STRAY_ID = 72;
  private static final int OTHER_ID = 99;
  private static final int MAP_ID = 40;

  private ProgramScenes() {}

  static Books books(ProgramPhase phase, Policy policy) {
    StreamId stream = StreamId.of(PROGRAM);
    Books books = new Books();
    if (phase == ProgramPhase.ABSENT) {
      return books;
    }
    books.post(stream, Entities.loadRequested(LOAD, policy, Optional.empty(), PROGRAM));
    ProgramEvent loaded = new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, PROGRAM, ID));
    ProgramEvent unload = new ProgramEvent.UnloadRequested(SECOND);
    return switch (phase) {
      case ABSENT, LOADING -> books;
      case LOADED -> books.post(stream, loaded);
      case FAILED ->
          books.post(stream, new ProgramEvent.LoadFailed(LOAD, Entities.INTERRUPTED, List.of()));
      case LOST ->
          books.post(
              stream,
              loaded,
              new ProgramEvent.ProgramLost(new Loss(LossReason.ABSENT, "in the test")));
      case UNLOADING -> books.post(stream, loaded, unload);
      case UNLOADED -> books.post(stream, loaded, unload, new ProgramEvent.Unloaded(SECOND));
    };
  }

  private static boolean isEnded(ProgramPhase phase) {
    return phase == ProgramPhase.FAILED || phase == ProgramPhase.UNLOADED;
  }

  static Sight sight(ProgramPhase phase, ProgramSighting sighting) {
    Sight sight = new Sight();
    return switch (sighting) {
      case ABSENT -> sight;
      case MATCHING -> sight.marked(ID, PROGRAM.ulid()).pinProgram(place(LOAD, PROGRAM), ID);
      case UNPINNED -> sight.marked(ID, PROGRAM.ulid());
      case OTHER ->
          phase == ProgramPhase.ABSENT
              ? sight.map(MAP_ID, "map").pinMap(place(LOAD, PROGRAM), MAP_ID)
              : sight.program(OTHER_ID).pinProgram(place(LOAD, PROGRAM), OTHER_ID);
      case DUPLICATED ->
          sight
              .marked(ID, PROGRAM.ulid())
              .pinProgram(place(LOAD, PROGRAM), ID)
              .pinProgram(place(STRANGE, PROGRAM), ID);
      case STRAY -> stray(phase, sight);
      case UNREADABLE ->
          phase == ProgramPhase.ABSENT || isEnded(phase)
              ? sight
                  .program(ID)
                  .mark(ID, new Reading.Unread<>("in the test"))
                  .pinProgram(place(LOAD, PROGRAM), ID)
              : sight.gap(InventoryPart.PINS);
    };
  }

  private static Sight stray(ProgramPhase phase, Sight sight) {
    if (phase == ProgramPhase.ABSENT) {
      return sight.program(OTHER_ID).pinProgram(place(LOAD, PROGRAM), OTHER_ID);
    }
    sight.marked(STRAY_ID, PROGRAM.ulid());
    return isEnded(phase)
        ? sight.pinProgram(place(STRANGE, Entities.program(9)), STRAY_ID)
        : sight.pinProgram(place(STRANGE, PROGRAM), STRAY_ID);
  }
}
