package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TCX hooks, on which the kernel itself keeps an order: every member has a link of its own. The
 * members of others stay where they are, and ours keep their order among them.
 */
final class TcxHookWork implements HookWork {

  private final Workplace place;
  private final Devices devices;
  private final Identities identities;
  private final TcxLinks links;

  TcxHookWork(Workplace place) {
    this.place = place;
    devices = new Devices(place.kernel().network());
    identities = new Identities(place);
    links = new TcxLinks(place, identities);
  }

  /** A member as it should be. */
  private record Wanted(LinkKey key, ProgramHandle program, Incarnation incarnation) {}

  private static Hook.Tcx hook(HookKey hook, Devices.Found device) {
    return new Hook.Tcx(
        device.networkInterface(),
        hook.point() == HookPoint.TCX_INGRESS ? Direction.INGRESS : Direction.EGRESS);
  }

  @Override
  public LiveRevision place(DispatcherTask.Place task, Handles open, Undo undo) {
    Devices.Found device = devices.require(task.hook().device());
    Hook.Tcx hook = hook(task.hook(), device);
    List<Wanted> wanted = new ArrayList<>();
    for (Revision.Member member : task.revision().members()) {
      Load load = task.programs().get(member.link());
      if (load == null) {
        throw new KernelFailure(
            KernelError.of(
                Operation.OPEN_PROGRAM, member.programName(), Errno.ENOENT, "it is not loaded"));
      }
      ProgramHandle program = identities.open(load, member.programName(), open);
      wanted.add(new Wanted(member.link(), program, load.incarnation()));
    }
    List<TcxLinks.Member> leaving =
        task.before().map(before -> leaving(before, task.revision(), open)).orElseGet(List::of);
    task.before().ifPresent(before -> undo.before(() -> restored(before, hook, open)));
    Placement placement = arrange(hook, wanted, open, undo);
    leaving.forEach(member -> links.discard(member).orThrow());
    return live(task.revision(), placement, device);
  }

  private LiveRevision live(Revision revision, Placement placement, Devices.Found device) {
    return new LiveRevision(
        revision, placement, device.identity(), place.layout().links().toString());
  }

  /** The links of those that are members no more. */
  private List<TcxLinks.Member> leaving(LiveRevision before, Revision planned, Handles open) {
    return before.revision().members().stream()
        .map(Revision.Member::link)
        .filter(key -> planned.position(key).isEmpty())
        .flatMap(key -> links.member(key, open).stream())
        .toList();
  }

  /** Makes the hook have these members of ours, in this order; none leaves. */
  private Placement arrange(Hook.Tcx hook, List<Wanted> wanted, Handles open, Undo undo) {
    List<Optional<TcxLinks.Member>> standing = standing(hook, wanted, open);
    List<Placement.NativeMember> placed = new ArrayList<>();
    Optional<TcxLinks.Member> previous = Optional.empty();
    for (int at = 0; at < wanted.size(); at++) {
      Wanted member = wanted.get(at);
      Optional<TcxLinks.Member> its = standing.get(at);
      if (its.isEmpty()) {
        Optional<TcxLinks.Member> rest = links.member(member.key(), open);
        rest.ifPresent(old -> links.discard(old).orThrow());
        TcxPosition position = position(previous, standing.subList(at, standing.size()));
        its =
            Optional.of(
                links.attach(
                    member.key(),
                    hook,
                    position,
                    member.program(),
                    member.incarnation(),
                    open,
                    undo));
      }
      placed.add(links.placement(its.get(), member.incarnation()));
      previous = its;
    }
    return new Placement.Native(placed);
  }

  private static TcxPosition position(
      Optional<TcxLinks.Member> previous, List<Optional<TcxLinks.Member>> following) {
    if (previous.isPresent()) {
      return new TcxPosition.AfterLink(previous.get().id());
    }
    return following.stream()
        .flatMap(Optional::stream)
        .findFirst()
        .<TcxPosition>map(next -> new TcxPosition.BeforeLink(next.id()))
        .orElseGet(TcxPosition.Last::new);
  }

  /** Who stands on the hook as it should, behind all that should stand before it. */
  private List<Optional<TcxLinks.Member>> standing(
      Hook.Tcx hook, List<Wanted> wanted, Handles open) {
    HookMembers members = links.members(hook);
    List<Optional<TcxLinks.Member>> standing = new ArrayList<>();
    int last = -1;
    for (Wanted member : wanted) {
      Optional<TcxLinks.Member> its =
          links
              .member(member.key(), open)
              .filter(link -> link.runs().equals(Optional.of(member.incarnation())));
      int position = its.flatMap(link -> TcxLinks.position(members, link.id())).orElse(-1);
      standing.add(position > last ? its : Optional.empty());
      last = Math.max(last, position);
    }
    return standing;
  }

  /** Puts back who stood on the hook before. */
  private Result<Done> restored(LiveRevision before, Hook.Tcx hook, Handles open) {
    try {
      arrange(hook, wanted(before, open), open, new Undo());
      return Result.done();
    } catch (KernelFailure failed) {
      return Result.failure(
          failed.error().withFurtherDetail("a member that was to leave is gone and not back"));
    }
  }

  private List<Wanted> wanted(LiveRevision before, Handles open) {
    return nativeMembers(before).stream()
        .map(
            member ->
                new Wanted(
                    member.link(),
                    identities.open(member.program(), member.link().toString(), open),
                    member.program()))
        .toList();
  }

  private static List<Placement.NativeMember> nativeMembers(LiveRevision live) {
    return switch (live.placement()) {
      case Placement.Native members -> members.members();
      case Placement.Direct _, Placement.Chain _ ->
          throw new IllegalArgumentException("no TCX hook has a chain");
    };
  }

  private boolean hasPin(LinkKey key, Handles open) {
    return links.member(key, open).isPresent();
  }

  @Override
  public HookObservation survey(DispatcherTask.Survey task, Handles open) {
    if (!(devices.search(task.hook().device()) instanceof Devices.Present(Devices.Found device))) {
      return vacant(LossReason.TARGET_GONE, task.hook().device().describe() + " is not there");
    }
    Hook.Tcx hook = hook(task.hook(), device);
    HookMembers members = links.members(hook);
    List<LinkKey> planned = keys(task.planned());
    List<LinkKey> before = keys(task.before().map(LiveRevision::revision));
    List<TcxLinks.Member> on = new ArrayList<>();
    Stream.concat(planned.stream(), before.stream())
        .distinct()
        .flatMap(key -> links.member(key, open).stream())
        .filter(member -> TcxLinks.position(members, member.id()).isPresent())
        .forEach(on::add);
    if (on.isEmpty()) {
      return vacant(loss(task), "no member is on the hook");
    }
    on.sort(Comparator.comparing(member -> TcxLinks.position(members, member.id()).orElseThrow()));
    List<LinkKey> order = on.stream().map(TcxLinks.Member::key).toList();
    if (task.planned().isPresent() && order.equals(planned)) {
      Revision revision = task.planned().get();
      if (before.stream().anyMatch(key -> !planned.contains(key) && hasPin(key, open))) {
        return new HookObservation.Partly("a member that was to leave still has its pin");
      }
      return whole(revision, on, Reading.wanted(revision, task.programs()), device);
    }
    if (task.before().isPresent() && order.equals(before)) {
      LiveRevision its = task.before().get();
      return whole(its.revision(), on, Reading.wanted(its), device);
    }
    return new HookObservation.Partly(on.size() + " members are on the hook: " + order);
  }

  private static List<LinkKey> keys(Optional<Revision> revision) {
    return revision
        .map(its -> its.members().stream().map(Revision.Member::link).toList())
        .orElseGet(List::of);
  }

  private LossReason loss(DispatcherTask.Survey task) {
    boolean rebooted =
        task.before()
            .filter(
                before ->
                    nativeMembers(before).stream()
                        .anyMatch(member -> !member.program().boot().equals(place.boot())))
            .isPresent();
    return rebooted ? LossReason.REBOOT : LossReason.ABSENT;
  }

  private HookObservation whole(
      Revision revision,
      List<TcxLinks.Member> on,
      List<Optional<Incarnation>> wanted,
      Devices.Found device) {
    List<Placement.NativeMember> placed = new ArrayList<>();
    for (int at = 0; at < on.size(); at++) {
      TcxLinks.Member member = on.get(at);
      Optional<Incarnation> runs = member.runs();
      if (runs.isEmpty() || wanted.get(at).filter(its -> !its.equals(runs.get())).isPresent()) {
        return new HookObservation.Partly("link " + member.key() + " runs another program");
      }
      placed.add(links.placement(member, runs.get()));
    }
    return new HookObservation.Runs(live(revision, new Placement.Native(placed), device));
  }

  private static HookObservation vacant(LossReason reason, String observed) {
    return new HookObservation.Vacant(new Loss(reason, observed));
  }

  @Override
  public List<String> withdraw(DispatcherTask.Withdraw task, Handles open) {
    Optional<Revision> before = task.before().map(LiveRevision::revision);
    for (Revision.Member member : task.planned().members()) {
      if (before.flatMap(its -> its.position(member.link())).isEmpty()) {
        links.member(member.link(), open).ifPresent(link -> links.discard(link).orThrow());
      }
    }
    if (task.before().isPresent()
        && devices.search(task.hook().device()) instanceof Devices.Present(Devices.Found device)) {
      LiveRevision its = task.before().get();
      arrange(hook(task.hook(), device), wanted(its, open), open, new Undo());
    }
    return List.of();
  }

  @Override
  public List<String> clear(
      Ulid operation, HookKey hook, Optional<LiveRevision> live, long upTo, Handles open) {
    List<TcxLinks.Member> members =
        live.map(last -> last.revision().members()).orElseGet(List::of).stream()
            .flatMap(member -> links.member(member.link(), open).stream())
            .toList();
    for (TcxLinks.Member member : members) {
      if (links.detach(member) instanceof Result.Failure<Done>(KernelError error)) {
        throw new KernelFailure(putBack(hook, live.orElseThrow(), error, open));
      }
    }
    // Off the hook they are; what stays of them is in the way of nobody.
    List<String> leftovers = new ArrayList<>();
    members.forEach(member -> Revisions.note(links.unpin(member), leftovers));
    return leftovers;
  }

  /** One that does not leave keeps the others, too: all or none are off the hook. */
  private KernelError putBack(HookKey hook, LiveRevision live, KernelError error, Handles open) {
    if (devices.search(hook.device()) instanceof Devices.Present(Devices.Found device)
        && restored(live, hook(hook, device), open)
            instanceof Result.Failure<Done>(KernelError worse)) {
      return error.withFurtherDetail(worse.message());
    }
    return error;
  }

  @Override
  public void repin(DispatcherTask.Repin task, Handles open) {
    Devices.Found device = devices.require(task.hook().device());
    for (Placement.NativeMember member : nativeMembers(task.live())) {
      if (!hasPin(member.link(), open)) {
        links.repin(member, device, open);
      }
    }
  }

  /** A revision leaves nothing here: each member has its own pin, and goes with it. */
  @Override
  public List<String> sweep(DispatcherTask.Sweep task, Handles open) {
    return List.of();
  }
}
