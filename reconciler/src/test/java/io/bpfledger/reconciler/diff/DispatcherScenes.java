package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static io.bpfledger.reconciler.testing.Entities.SECOND;
import static io.bpfledger.reconciler.testing.Entities.place;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.reconciler.rule.DispatcherPhase;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One ledger and one survey for each cell of the table of dispatchers that can be. */
final class DispatcherScenes {

  static final HookKey HOOK = Samples.HOOK;
  private static final ProgramKey PROGRAM = Entities.program(1);
  private static final LinkKey LINK = Entities.link(1);
  private static final Path HOLDER_PIN = Sight.LAYOUT.hookLink(HOOK);
  private static final int PROGRAM_ID = 71;
  private static final int CHAIN_ID = 80;
  private static final int NEXT_CHAIN_ID = 81;
  private static final int FOREIGN_ID = 99;
  private static final int ARRAY_ID = 60;
  private static final int HOLDER_ID = 20;
  private static final int DEVICE_INDEX = Samples.IDENTITY.index();

  private DispatcherScenes() {}

  private static Revision revision(long number) {
    return new Revision(
        number,
        List.of(
            new Revision.Member(LINK, PROGRAM, "pass", 50, Optional.of(ProceedOn.OfXdp.DEFAULT))));
  }

  private static DispatcherEvent live() {
    return new DispatcherEvent.RevisionLive(
        LOAD,
        1,
        new Placement.Chain(
            ChainKind.XDP,
            Entities.incarnation(CHAIN_ID),
            ARRAY_ID,
            List.of(Entities.incarnation(PROGRAM_ID)),
            new Placement.LinkHolder(
                new Hold.ByLink(Samples.BOOT, HOLDER_ID, HOLDER_PIN.toString()))),
        Samples.IDENTITY,
        Sight.LAYOUT.revision(HOOK, 1).toString());
  }

  static Books books(DispatcherPhase phase, Policy policy) {
    Books books =
        new Books()
            .post(
                StreamId.of(PROGRAM),
                Entities.loadRequested(LOAD, Policy.DEFAULT, Optional.empty(), PROGRAM),
                new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, PROGRAM, PROGRAM_ID)));
    if (phase == DispatcherPhase.ABSENT) {
      return books;
    }
    books.post(
        StreamId.of(LINK),
        Entities.attachRequested(LOAD, 1, PROGRAM, Entities.XDP, policy),
        new LinkEvent.Attached(
            LOAD,
            new Hold.ByDispatcher(HOOK, 1, 0),
            Entities.incarnation(PROGRAM_ID),
            Optional.of(Samples.IDENTITY)));
    StreamId stream = StreamId.of(HOOK);
    books.post(
        stream, new DispatcherEvent.RevisionPlanned(LOAD, revision(1), List.of(LOAD)), live());
    DispatcherEvent removal = new DispatcherEvent.RemovalRequested(SECOND, List.of(SECOND));
    return switch (phase) {
      case ABSENT, ACTIVE -> books;
      case BUILDING ->
          books.post(
              stream, new DispatcherEvent.RevisionPlanned(SECOND, revision(2), List.of(SECOND)));
      case REMOVING -> books.post(stream, removal);
      case VACANT ->
          books
              .post(
                  StreamId.of(LINK),
                  new LinkEvent.DetachRequested(SECOND),
                  new LinkEvent.Detached(SECOND))
              .post(stream, removal, new DispatcherEvent.DispatcherRemoved(SECOND));
      case LOST ->
          books
              .post(
                  StreamId.of(LINK),
                  new LinkEvent.LinkLost(new Loss(LossReason.ABSENT, "in the test")))
              .post(
                  stream,
                  new DispatcherEvent.DispatcherLost(new Loss(LossReason.ABSENT, "in the test")));
    };
  }

  private static Sight withProgram() {
    return new Sight()
        .marked(PROGRAM_ID, PROGRAM.ulid())
        .pinProgram(place(LOAD, PROGRAM), PROGRAM_ID)
        .hook(HOOK);
  }

  private static Sight withDevice() {
    return withProgram().device("eth0", DEVICE_INDEX);
  }

  private static Sight pinned(Sight sight) {
    return sight
        .marked(CHAIN_ID, Marker.entity(HOOK))
        .map(ARRAY_ID, "members")
        .pinProgram(Sight.LAYOUT.revision(HOOK, 1).resolve("program"), CHAIN_ID)
        .pinMap(Sight.LAYOUT.revision(HOOK, 1).resolve("members"), ARRAY_ID);
  }

  private static Sight running(Sight sight) {
    return pinned(sight)
        .slots(ARRAY_ID, List.of(Optional.of(new ProgramId(PROGRAM_ID)), Optional.empty()))
        .link(HOLDER_ID, CHAIN_ID, new LinkDetails.Xdp(DEVICE_INDEX))
        .pinLink(HOLDER_PIN, HOLDER_ID);
  }

  private static Sight next(Sight sight) {
    return sight
        .marked(NEXT_CHAIN_ID, Marker.entity(HOOK))
        .pinProgram(Sight.LAYOUT.revision(HOOK, 2).resolve("program"), NEXT_CHAIN_ID);
  }

  /** Empty for a cell that nothing a kernel can show leads to. */
  static Optional<Sight> sight(DispatcherPhase phase, HookSighting sighting) {
    if (phase == DispatcherPhase.ABSENT) {
      // Which hook a directory belongs to, only the ledger knows: whatever is in it is too much.
      return sighting == HookSighting.RESIDUE
          ? Optional.of(pinned(withDevice()))
          : Optional.empty();
    }
    boolean waits = phase == DispatcherPhase.VACANT || phase == DispatcherPhase.LOST;
    return switch (sighting) {
      case VACANT -> Optional.of(withDevice());
      // A vacant hook has no revision that could run, or lack something.
      case RUNNING -> unlessVacant(phase, running(withDevice()));
      case INCOMPLETE ->
          unlessVacant(phase, running(withDevice()).slots(ARRAY_ID, List.of(Optional.empty())));
      case UNPINNED -> unlessVacant(phase, running(withDevice()).unpin(HOLDER_PIN));
      case OTHER_REVISION ->
          Optional.of(
              next(running(withDevice()))
                  .link(HOLDER_ID, NEXT_CHAIN_ID, new LinkDetails.Xdp(DEVICE_INDEX)));
      case RESIDUE -> Optional.of(waits ? pinned(withDevice()) : next(running(withDevice())));
      case FOREIGN ->
          Optional.of(
              withDevice()
                  .program(FOREIGN_ID)
                  .hook(HOOK, new HookMembers.Member(new ProgramId(FOREIGN_ID), Optional.empty())));
      case DEVICE_GONE -> Optional.of(withProgram());
      case UNREADABLE -> Optional.of(withProgram().gap(InventoryPart.NETWORK));
    };
  }

  private static Optional<Sight> unlessVacant(DispatcherPhase phase, Sight sight) {
    return phase == DispatcherPhase.VACANT ? Optional.empty() : Optional.of(sight);
  }
}
