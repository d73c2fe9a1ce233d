package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Hooks of traffic control: one filter for each direction, replaced in place. */
final class TcHookWork implements HookWork {

  private final Workplace place;
  private final Devices devices;
  private final Identities identities;
  private final Composition composition;
  private final Reading reading;
  private final TcFilters filters;

  TcHookWork(Workplace place) {
    this.place = place;
    devices = new Devices(place.kernel().network());
    identities = new Identities(place);
    composition = new Composition(place, identities);
    reading = new Reading(place.kernel(), identities);
    filters = new TcFilters(place.kernel(), identities);
  }

  private Revisions revisions(HookKey hook) {
    return new Revisions(place, identities, hook);
  }

  private static TcTarget target(HookKey hook, Devices.Found device) {
    Direction direction =
        hook.point() == HookPoint.TC_INGRESS ? Direction.INGRESS : Direction.EGRESS;
    return new TcTarget(device.networkInterface(), direction);
  }

  @Override
  public LiveRevision place(DispatcherTask.Place task, Handles open, Undo undo) {
    Devices.Found device = devices.require(task.hook().device());
    TcTarget target = target(task.hook(), device);
    Revisions revisions = revisions(task.hook());
    Revision planned = task.revision();
    SortedMap<Long, Incarnation> pinned = revisions.pinned();
    List<TcFilters.Ours> ours = filters.ours(target, known(pinned, task.before()));
    Optional<TcFilters.Ours> already = running(ours, pinned, planned.number());
    if (already.isPresent()) {
      HookObservation seen =
          seen(
              task.hook(),
              planned,
              Reading.wanted(planned, task.programs()),
              already.get(),
              device,
              open);
      return Reading.requireRunning(seen, task.hook());
    }
    filters.requireClsact(device.networkInterface());
    revisions.removeRest(task.operation(), planned.number());
    HookProgram made = composition.compose(task.hook(), planned, task.programs(), open);
    revisions.commit(task.operation(), planned.number(), made, undo);
    for (TcFilters.Ours surplus : ours.subList(Math.min(1, ours.size()), ours.size())) {
      filters.delete(target, surplus).orThrow();
    }
    TcFilters.Ours filter =
        ours.isEmpty() ? filters.add(target, made) : filters.replace(target, ours.getFirst(), made);
    return live(task.hook(), planned, made, filter, device);
  }

  private static Collection<Incarnation> known(
      SortedMap<Long, Incarnation> pinned, Optional<LiveRevision> before) {
    List<Incarnation> known = new ArrayList<>(pinned.values());
    before.map(TcHookWork::program).ifPresent(known::add);
    return known;
  }

  private static Incarnation program(LiveRevision live) {
    return switch (live.placement()) {
      case Placement.Direct direct -> direct.program();
      case Placement.Chain chain -> chain.chain();
      case Placement.Native _ -> throw new IllegalArgumentException("no tc hook has such members");
    };
  }

  private static Optional<TcFilters.Ours> running(
      List<TcFilters.Ours> ours, SortedMap<Long, Incarnation> pinned, long number) {
    Optional<Incarnation> program = Optional.ofNullable(pinned.get(number));
    return ours.stream().filter(filter -> program.equals(Optional.of(filter.runs()))).findFirst();
  }

  private LiveRevision live(
      HookKey hook,
      Revision revision,
      HookProgram made,
      TcFilters.Ours filter,
      Devices.Found device) {
    return new LiveRevision(
        revision,
        made.heldBy(filter.placement()),
        device.identity(),
        revisions(hook).directory(revision.number()));
  }

  @Override
  public HookObservation survey(DispatcherTask.Survey task, Handles open) {
    if (!(devices.search(task.hook().device()) instanceof Devices.Present(Devices.Found device))) {
      return vacant(LossReason.TARGET_GONE, task.hook().device().describe() + " is not there");
    }
    SortedMap<Long, Incarnation> pinned = revisions(task.hook()).pinned();
    TcTarget target = target(task.hook(), device);
    List<TcFilters.Ours> ours = filters.ours(target, known(pinned, task.before()));
    if (task.planned().isPresent()) {
      Revision planned = task.planned().get();
      Optional<TcFilters.Ours> filter = running(ours, pinned, planned.number());
      if (filter.isPresent()) {
        List<Optional<Incarnation>> wanted = Reading.wanted(planned, task.programs());
        return seen(task.hook(), planned, wanted, filter.get(), device, open);
      }
    }
    if (task.before().isPresent()) {
      LiveRevision before = task.before().get();
      Optional<TcFilters.Ours> filter = running(ours, pinned, before.revision().number());
      if (filter.isPresent()) {
        List<Optional<Incarnation>> wanted = Reading.wanted(before);
        return seen(task.hook(), before.revision(), wanted, filter.get(), device, open);
      }
      if (!program(before).boot().equals(place.boot())) {
        return vacant(LossReason.REBOOT, "");
      }
    }
    return vacant(LossReason.ABSENT, "no filter runs a revision");
  }

  private HookObservation seen(
      HookKey hook,
      Revision revision,
      List<Optional<Incarnation>> wanted,
      TcFilters.Ours filter,
      Devices.Found device,
      Handles open) {
    Revisions revisions = revisions(hook);
    Optional<ProgramHandle> program = revisions.program(revision.number(), open);
    if (program.isEmpty()) {
      return vacant(LossReason.REPLACED, "revision " + revision.number() + " lost its pin");
    }
    return switch (reading.read(revisions, revision, program.get(), wanted, open)) {
      case Reading.Whole(HookProgram made) ->
          new HookObservation.Runs(live(hook, revision, made, filter, device));
      case Reading.Damaged(String what) -> vacant(LossReason.REPLACED, what);
    };
  }

  /** Ours is one filter; beside the one that runs what is kept, any other is too much. */
  private List<TcFilters.Ours> withoutSurplus(
      TcTarget target, SortedMap<Long, Incarnation> pinned, DispatcherTask.Sweep task) {
    List<TcFilters.Ours> ours = filters.ours(target, pinned.values());
    Optional<TcFilters.Ours> kept =
        task.keep().stream().flatMap(number -> running(ours, pinned, number).stream()).findFirst();
    if (kept.isEmpty()) {
      return ours;
    }
    for (TcFilters.Ours filter : ours) {
      if (!filter.equals(kept.get())) {
        filters.delete(target, filter).orThrow();
      }
    }
    return List.of(kept.get());
  }

  private static HookObservation vacant(LossReason reason, String observed) {
    return new HookObservation.Vacant(new Loss(reason, observed));
  }

  @Override
  public List<String> withdraw(DispatcherTask.Withdraw task, Handles open) {
    Revisions revisions = revisions(task.hook());
    long number = task.planned().number();
    SortedMap<Long, Incarnation> pinned = revisions.pinned();
    if (devices.search(task.hook().device()) instanceof Devices.Present(Devices.Found device)) {
      TcTarget target = target(task.hook(), device);
      List<TcFilters.Ours> ours = filters.ours(target, known(pinned, task.before()));
      Optional<TcFilters.Ours> filter = running(ours, pinned, number);
      if (filter.isPresent()) {
        takeBack(task, target, filter.get(), open);
      }
    }
    return revisions.removeAll(task.operation(), number, its -> its == number);
  }

  private void takeBack(
      DispatcherTask.Withdraw task, TcTarget target, TcFilters.Ours filter, Handles open) {
    if (task.before().isEmpty()) {
      filters.delete(target, filter).orThrow();
      return;
    }
    Incarnation before = program(task.before().get());
    ProgramHandle program = identities.open(before, task.hook().describe(), open);
    filters.replace(target, filter, new HookProgram(program, before, Optional.empty()));
  }

  @Override
  public List<String> clear(
      Ulid operation, HookKey hook, Optional<LiveRevision> live, long upTo, Handles open) {
    Revisions revisions = revisions(hook);
    SortedMap<Long, Incarnation> pinned = revisions.pinned().headMap(upTo + 1);
    if (devices.search(hook.device()) instanceof Devices.Present(Devices.Found device)) {
      TcTarget target = target(hook, device);
      for (TcFilters.Ours filter : filters.ours(target, known(pinned, live))) {
        filters.delete(target, filter).orThrow();
      }
    }
    return revisions.removeAll(operation, upTo, _ -> true);
  }

  /** A filter needs no pin; what it runs has one. */
  @Override
  public void repin(DispatcherTask.Repin task, Handles open) {
    revisions(task.hook()).repin(task.live(), open);
  }

  @Override
  public List<String> sweep(DispatcherTask.Sweep task, Handles open) {
    Revisions revisions = revisions(task.hook());
    SortedMap<Long, Incarnation> pinned = revisions.pinned();
    List<TcFilters.Ours> ours =
        devices.search(task.hook().device()) instanceof Devices.Present(Devices.Found device)
            ? withoutSurplus(target(task.hook(), device), pinned, task)
            : List.of();
    return revisions.removeAll(
        task.operation(),
        task.upTo(),
        number ->
            !task.keep().contains(number)
                && (Revisions.isKept(pinned, number, task.keep())
                    || running(ours, pinned, number).isEmpty()));
  }
}
