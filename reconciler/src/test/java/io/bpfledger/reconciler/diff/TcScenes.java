package io.bpfledger.reconciler.diff;

import static io.bpfledger.reconciler.testing.Entities.LOAD;

import io.bpfledger.core.work.hook.DispatcherWork;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.util.List;
import java.util.Optional;

/** A tc hook with the loaded program of {@link ProgramScenes} on it, directly. */
final class TcScenes {

  static final int PRIORITY = 50;
  static final int HANDLE = 1;
  static final int ID = 71;
  static final LinkKey LINK = Entities.link(1);

  private TcScenes() {}

  static Books active(Books books, HookKey hook) {
    Revision revision =
        new Revision(
            1,
            List.of(
                new Revision.Member(
                    LINK, ProgramScenes.PROGRAM, "pass", 50, Optional.of(ProceedOn.OfTc.DEFAULT))));
    return books
        .post(
            StreamId.of(LINK),
            Entities.attachRequested(
                LOAD,
                1,
                ProgramScenes.PROGRAM,
                new TcAttachment(hook.device(), Direction.INGRESS, 50, ProceedOn.OfTc.DEFAULT),
                Policy.DEFAULT),
            new LinkEvent.Attached(
                LOAD,
                new Hold.ByDispatcher(hook, 1, 0),
                Entities.incarnation(ID),
                Optional.of(Samples.IDENTITY)))
        .post(
            StreamId.of(hook),
            new DispatcherEvent.RevisionPlanned(LOAD, revision, List.of(LOAD)),
            new DispatcherEvent.RevisionLive(
                LOAD,
                1,
                new Placement.Direct(
                    Entities.incarnation(ID), new Placement.FilterHolder(PRIORITY, HANDLE)),
                Samples.IDENTITY,
                Sight.LAYOUT.revision(hook, 1).toString()));
  }

  static Books lost(Books books, HookKey hook) {
    Loss loss = new Loss(LossReason.ABSENT, "in the test");
    return active(books, hook)
        .post(StreamId.of(hook), new DispatcherEvent.DispatcherLost(loss))
        .post(StreamId.of(LINK), new LinkEvent.LinkLost(loss));
  }

  static Sight filter(Sight sight, int priority, int handle, int program) {
    return filter(sight, DispatcherWork.FILTER_NAME, priority, handle, program);
  }

  static Sight filter(Sight sight, String name, int priority, int handle, int program) {
    return sight.filter(
        new TcFilter(
            Samples.IDENTITY.index(),
            Direction.INGRESS,
            priority,
            handle,
            0,
            "bpf",
            name,
            Optional.of(new ProgramId(program)),
            true));
  }
}
