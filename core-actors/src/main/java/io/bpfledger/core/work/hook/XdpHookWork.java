package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * XDP hooks: a pinned link holds the device, and each revision takes the place of the one before in
 * it, so that at no moment nothing runs.
 */
final class XdpHookWork implements HookWork {

  private final Workplace place;
  private final Devices devices;
  private final Identities identities;
  private final Composition composition;
  private final Reading reading;
  private final XdpLinks links;

  XdpHookWork(Workplace place) {
    this.place = place;
    devices = new Devices(place.kernel().network());
    identities = new Identities(place);
    composition = new Composition(place, identities);
    reading = new Reading(place.kernel(), identities);
    links = new XdpLinks(place, identities);
  }

  private Revisions revisions(HookKey hook) {
    return new Revisions(place, identities, hook);
  }

  @Override
  public LiveRevision place(DispatcherTask.Place task, Handles open, Undo undo) {
    Devices.Found device = devices.require(task.hook().device());
    Revisions revisions = revisions(task.hook());
    Revision planned = task.revision();
    SortedMap<Long, Incarnation> pinned = revisions.pinned();
    Optional<XdpHolder> found = links.holder(task.hook(), open);
    Optional<XdpHolder> holder = found.filter(link -> links.isOn(link, device));
    if (holder.isPresent() && runs(holder.get(), pinned.get(planned.number()))) {
      return placed(task, holder.get(), device, open);
    }
    if (holder.isEmpty()) {
      links.refuseForeign(device);
      if (found.isPresent()) {
        links.discard(found.get()).orThrow();
      }
    }
    Optional<ProgramHandle> expected = holder.map(link -> expected(task, link, pinned, open));
    revisions.removeRest(task.operation(), planned.number());
    HookProgram made = composition.compose(task.hook(), planned, task.programs(), open);
    revisions.commit(task.operation(), planned.number(), made, undo);
    XdpHolder holding;
    if (holder.isPresent()) {
      holding = holder.get();
      links.replace(holding, made, expected.orElseThrow());
    } else {
      XdpTarget target =
          new XdpTarget(device.networkInterface(), task.mode().orElse(XdpMode.AUTOMATIC));
      holding = links.attach(task.hook(), target, made, open, undo);
    }
    return live(task.hook(), planned, made, holding, device);
  }

  private static boolean runs(XdpHolder holder, @Nullable Incarnation its) {
    return its != null && holder.runs().equals(Optional.of(its));
  }

  private LiveRevision placed(
      DispatcherTask.Place task, XdpHolder holder, Devices.Found device, Handles open) {
    HookObservation seen =
        seen(
            task.hook(),
            task.revision(),
            Reading.wanted(task.revision(), task.programs()),
            holder,
            device,
            open);
    return Reading.requireRunning(seen, task.hook());
  }

  private LiveRevision live(
      HookKey hook, Revision revision, HookProgram made, XdpHolder holder, Devices.Found device) {
    return new LiveRevision(
        revision,
        made.heldBy(holder.placement(place.boot())),
        device.identity(),
        revisions(hook).directory(revision.number()));
  }

  /**
   * The program that the kernel must find in the link when it replaces it. A program that is not
   * ours is replaced only when the ledger knows already that ours runs no more: somebody has put it
   * there, and he who asks for something else now is not to find out by accident.
   */
  private ProgramHandle expected(
      DispatcherTask.Place task,
      XdpHolder holder,
      SortedMap<Long, Incarnation> pinned,
      Handles open) {
    Incarnation running =
        holder
            .runs()
            .orElseThrow(
                () ->
                    new KernelFailure(
                        KernelError.of(
                            Operation.UPDATE_LINK,
                            task.hook().describe(),
                            Errno.EAGAIN,
                            "what our link runs changed in this moment")));
    boolean ours =
        pinned.containsValue(running)
            || task.before().filter(before -> program(before).equals(running)).isPresent();
    if (!ours && task.before().isPresent()) {
      throw new KernelFailure(
          KernelError.of(
              Operation.UPDATE_LINK,
              task.hook().describe(),
              Errno.EPERM,
              "our link runs "
                  + identities.describeForeign(new ProgramId(running.kernelId()))
                  + ", which somebody else put there; reconcile first"));
    }
    return identities.open(running, task.hook().describe(), open);
  }

  private static Incarnation program(LiveRevision live) {
    return switch (live.placement()) {
      case Placement.Direct direct -> direct.program();
      case Placement.Chain chain -> chain.chain();
      case Placement.Native _ -> throw new IllegalArgumentException("no XDP hook has such members");
    };
  }

  @Override
  public HookObservation survey(DispatcherTask.Survey task, Handles open) {
    Devices.Search search = devices.search(task.hook().device());
    if (!(search instanceof Devices.Present(Devices.Found device))) {
      return vacant(LossReason.TARGET_GONE, task.hook().device().describe() + " is not there");
    }
    Optional<XdpHolder> found = links.holder(task.hook(), open);
    if (found.isEmpty()) {
      return nothingOfOurs(task, device);
    }
    XdpHolder holder = found.get();
    if (!links.isOn(holder, device)) {
      return holder.isDefunct()
          ? vacant(LossReason.DEFUNCT, "link " + holder.id() + " holds no hook")
          : vacant(LossReason.TARGET_GONE, "link " + holder.id() + " is on another interface");
    }
    Revisions revisions = revisions(task.hook());
    SortedMap<Long, Incarnation> pinned = revisions.pinned();
    if (task.planned().isPresent() && runs(holder, pinned.get(task.planned().get().number()))) {
      Revision planned = task.planned().get();
      return seen(
          task.hook(), planned, Reading.wanted(planned, task.programs()), holder, device, open);
    }
    if (task.before().isPresent()
        && runs(holder, pinned.get(task.before().get().revision().number()))) {
      LiveRevision before = task.before().get();
      return seen(task.hook(), before.revision(), Reading.wanted(before), holder, device, open);
    }
    return vacant(
        LossReason.RETARGETED,
        "link "
            + holder.id()
            + " runs "
            + holder.runs().map(Incarnation::describe).orElse("nothing")
            + ", which is no revision");
  }

  private HookObservation seen(
      HookKey hook,
      Revision revision,
      List<Optional<Incarnation>> wanted,
      XdpHolder holder,
      Devices.Found device,
      Handles open) {
    Revisions revisions = revisions(hook);
    Optional<ProgramHandle> program = revisions.program(revision.number(), open);
    if (program.isEmpty()) {
      return vacant(LossReason.REPLACED, "revision " + revision.number() + " lost its pin");
    }
    return switch (reading.read(revisions, revision, program.get(), wanted, open)) {
      case Reading.Whole(HookProgram made) ->
          new HookObservation.Runs(live(hook, revision, made, holder, device));
      case Reading.Damaged(String what) -> vacant(LossReason.REPLACED, what);
    };
  }

  private HookObservation nothingOfOurs(DispatcherTask.Survey task, Devices.Found device) {
    boolean rebooted =
        task.before().filter(before -> !program(before).boot().equals(place.boot())).isPresent();
    if (rebooted) {
      return vacant(LossReason.REBOOT, "");
    }
    return links
        .occupant(device)
        .map(who -> vacant(LossReason.REPLACED, who + " is there"))
        .orElseGet(() -> vacant(LossReason.ABSENT, ""));
  }

  private static HookObservation vacant(LossReason reason, String observed) {
    return new HookObservation.Vacant(new Loss(reason, observed));
  }

  @Override
  public List<String> withdraw(DispatcherTask.Withdraw task, Handles open) {
    Revisions revisions = revisions(task.hook());
    long number = task.planned().number();
    Optional<XdpHolder> holder = links.holder(task.hook(), open);
    Optional<ProgramHandle> planned = revisions.program(number, open);
    if (holder.isPresent()
        && planned.isPresent()
        && runs(holder.get(), identities.of(planned.get()))) {
      Optional<LiveRevision> before = task.before();
      if (before.isPresent() && !holder.get().isDefunct()) {
        ProgramHandle program =
            identities.open(program(before.get()), task.hook().describe(), open);
        replaceBack(holder.get(), program, before.get(), planned.get());
      } else {
        links.discard(holder.get()).orThrow();
      }
    }
    return revisions.removeAll(task.operation(), number, its -> its == number);
  }

  private void replaceBack(
      XdpHolder holder, ProgramHandle program, LiveRevision before, ProgramHandle planned) {
    links.replace(holder, new HookProgram(program, program(before), Optional.empty()), planned);
  }

  @Override
  public List<String> clear(
      Ulid operation, HookKey hook, Optional<LiveRevision> live, long upTo, Handles open) {
    Revisions revisions = revisions(hook);
    Optional<XdpHolder> holder = links.holder(hook, open);
    List<String> leftovers = new ArrayList<>();
    if (holder.isPresent() && !runsLater(holder.get(), revisions.pinned(), upTo)) {
      links.detach(holder.get()).orThrow();
      // Off the hook it is; what stays of it is in the way of nobody.
      Revisions.note(links.unpin(holder.get()), leftovers);
    }
    leftovers.addAll(revisions.removeAll(operation, upTo, _ -> true));
    return leftovers;
  }

  private static boolean runsLater(
      XdpHolder holder, SortedMap<Long, Incarnation> pinned, long upTo) {
    return !holder.isDefunct()
        && pinned.tailMap(upTo + 1).values().stream().anyMatch(its -> runs(holder, its));
  }

  @Override
  public void repin(DispatcherTask.Repin task, Handles open) {
    LiveRevision live = task.live();
    Devices.Found device = devices.require(task.hook().device());
    if (links.holder(task.hook(), open).isEmpty()) {
      links.repin(task.hook(), live, program(live), device, open);
    }
    revisions(task.hook()).repin(live, open);
  }

  @Override
  public List<String> sweep(DispatcherTask.Sweep task, Handles open) {
    Revisions revisions = revisions(task.hook());
    SortedMap<Long, Incarnation> pinned = revisions.pinned();
    Optional<XdpHolder> holder = links.holder(task.hook(), open);
    Optional<XdpHolder> holding = holder.filter(link -> !link.isDefunct());
    if (holding.isEmpty() && holder.isPresent() && task.keep().isEmpty()) {
      links.discard(holder.get()).orThrow();
    }
    return revisions.removeAll(
        task.operation(),
        task.upTo(),
        number ->
            !task.keep().contains(number)
                && (Revisions.isKept(pinned, number, task.keep())
                    || holding.filter(link -> runs(link, pinned.get(number))).isEmpty()));
  }
}
