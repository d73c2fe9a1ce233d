package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.kernel.KernelFailure;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Carries out what dispatchers have done. */
public final class DispatcherWork {

  /** What our tc filters are called; alone it proves nothing. */
  public static final String FILTER_NAME = "bpfledger";

  private final HookWork xdp;
  private final HookWork tc;
  private final HookWork tcx;

  public DispatcherWork(Workplace place) {
    xdp = new XdpHookWork(place);
    tc = new TcHookWork(place);
    tcx = new TcxHookWork(place);
  }

  public KernelAnswer carryOut(DispatcherTask task) {
    HookWork work = on(task.hook());
    try (Handles open = new Handles()) {
      return switch (task) {
        case DispatcherTask.Place place -> place(work, place, open);
        case DispatcherTask.Survey survey ->
            new DispatcherAnswer.HookSurveyed(survey(work, survey, open));
        case DispatcherTask.Withdraw withdraw ->
            removed(
                () -> work.withdraw(withdraw, open),
                DispatcherAnswer.RevisionWithdrawn::new,
                DispatcherAnswer.WithdrawRefused::new);
        case DispatcherTask.Clear clear ->
            removed(
                () ->
                    work.clear(
                        clear.operation(),
                        clear.hook(),
                        Optional.of(clear.live()),
                        clear.upTo(),
                        open),
                DispatcherAnswer.HookCleared::new,
                DispatcherAnswer.ClearRefused::new);
        case DispatcherTask.Repin repin ->
            new DispatcherAnswer.HookSurveyed(repinned(work, repin, open));
        case DispatcherTask.RemoveResidue residue ->
            removed(
                () -> removeResidue(work, residue, open),
                DispatcherAnswer.ResidueGone::new,
                DispatcherAnswer.ResidueKept::new);
        case DispatcherTask.Sweep sweep ->
            removed(
                () -> work.sweep(sweep, open),
                DispatcherAnswer.Swept::new,
                failure -> new DispatcherAnswer.Swept(List.of(failure.message())));
      };
    } catch (InDoubt inDoubt) {
      return new KernelAnswer.Broken(inDoubt.why());
    }
  }

  private HookWork on(HookKey hook) {
    return switch (hook.point()) {
      case XDP -> xdp;
      case TC_INGRESS, TC_EGRESS -> tc;
      case TCX_INGRESS, TCX_EGRESS -> tcx;
    };
  }

  private static DispatcherAnswer place(HookWork work, DispatcherTask.Place task, Handles open) {
    Undo undo = new Undo();
    try {
      return new DispatcherAnswer.RevisionPlaced(work.place(task, open, undo));
    } catch (KernelFailure refused) {
      return new DispatcherAnswer.PlaceRefused(failure(refused), undo.run());
    }
  }

  private static HookObservation survey(HookWork work, DispatcherTask.Survey task, Handles open) {
    try {
      return work.survey(task, open);
    } catch (KernelFailure unreadable) {
      return new HookObservation.Unreadable(failure(unreadable));
    }
  }

  private static HookObservation repinned(HookWork work, DispatcherTask.Repin task, Handles open) {
    try {
      work.repin(task, open);
    } catch (KernelFailure refused) {
      return new HookObservation.Unreadable(failure(refused));
    }
    return survey(
        work,
        new DispatcherTask.Survey(
            task.operation(),
            task.hook(),
            Optional.empty(),
            new TreeMap<>(),
            Optional.of(task.live())),
        open);
  }

  private static List<String> removeResidue(
      HookWork work, DispatcherTask.RemoveResidue task, Handles open) {
    return task.runs() && task.live().isPresent()
        ? work.sweep(
            new DispatcherTask.Sweep(
                task.operation(),
                task.hook(),
                List.of(task.live().get().revision().number()),
                task.upTo()),
            open)
        : work.clear(task.operation(), task.hook(), task.live(), task.upTo(), open);
  }

  /** Removes things, answering what is left of them. */
  private interface Removal {
    List<String> leftovers();
  }

  private static DispatcherAnswer removed(
      Removal removal,
      Function<List<String>, DispatcherAnswer> done,
      Function<Failure, DispatcherAnswer> refused) {
    try {
      return done.apply(removal.leftovers());
    } catch (KernelFailure failed) {
      return refused.apply(failure(failed));
    }
  }

  private static Failure failure(KernelFailure refused) {
    return Failure.of(refused.error(), Optional.empty());
  }
}
