package io.bpfledger.core.request;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkRecord;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.LinkInfo;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All there is to say about a link: what was asked for, how it stands, and what the kernel shows.
 *
 * @param phase what state it is in
 * @param place what it is on, as a person names it
 * @param options as it was asked for, by the names of {@link AttachWish#options}
 * @param programName the function's name in its object
 * @param runs the life of the program that runs there
 * @param device what the interface was when the link was attached
 * @param membership its place on a hook that it shares
 * @param hold the BPF link of the kernel that keeps it attached, its own or that of its hook
 * @param filter the filter of traffic control that keeps it attached
 * @param loss why it is not attached, though it should be
 * @param failure why it never was, or could not be kept
 * @param leftovers what of it could not be undone
 * @param created when it was asked for
 * @param changed when anything last happened to it
 * @param seen what the kernel tells of the link that holds it, if anybody looked and it is there
 */
public record LinkReport(
    LinkNumber number,
    LinkKey key,
    String phase,
    AttachKind kind,
    String place,
    SortedMap<String, String> options,
    ProgramKey program,
    Optional<String> programName,
    Optional<Incarnation> runs,
    Optional<DeviceIdentity> device,
    Optional<Membership> membership,
    Optional<Hold.ByLink> hold,
    Optional<Placement.FilterHolder> filter,
    Optional<Loss> loss,
    Optional<Failure> failure,
    List<String> leftovers,
    Labels labels,
    Policy policy,
    Repairs repairs,
    Instant created,
    Instant changed,
    Optional<LinkInfo> seen) {

  public LinkReport {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    leftovers = List.copyOf(leftovers);
  }

  /**
   * A place on a hook.
   *
   * @param revision the revision that runs
   * @param position among its members, counted from 0
   * @param directory where the revision is pinned
   */
  public record Membership(
      HookKey hook, long revision, int position, int members, String directory) {}

  /**
   * The report of a link.
   *
   * @param program its program, if the ledger still knows it
   * @param dispatcher that of its hook, if it has one
   * @param seen what the kernel tells of the link that {@link #hold} names
   */
  public static LinkReport of(
      LinkView view,
      Optional<ProgramView> program,
      Optional<DispatcherView> dispatcher,
      Optional<LinkInfo> seen) {
    LinkRecord link = view.link();
    Optional<Standing> standing = standing(view.state());
    Optional<LiveRevision> live = dispatcher.flatMap(found -> live(found.state()));
    Optional<Membership> membership = live.flatMap(revision -> membership(view, revision));
    return new LinkReport(
        link.number(),
        view.key(),
        view.state().phase(),
        link.attachment().kind(),
        link.attachment().describe(),
        AttachmentOptions.of(link.attachment()),
        link.program(),
        program.map(found -> found.program().spec().name()),
        standing.map(Standing::program),
        standing.flatMap(Standing::device),
        membership,
        own(standing).or(() -> membership.flatMap(_ -> live.flatMap(at -> shared(view.key(), at)))),
        membership.flatMap(_ -> live.flatMap(LinkReport::filter)),
        view.state() instanceof LinkState.Lost lost ? Optional.of(lost.loss()) : Optional.empty(),
        view.state() instanceof LinkState.Failed failed
            ? Optional.of(failed.failure())
            : link.repairs().lastFailure(),
        view.state() instanceof LinkState.Failed failed ? failed.leftovers() : List.of(),
        link.labels(),
        link.policy(),
        link.repairs(),
        view.view().created().time(),
        view.view().changed().time(),
        seen);
  }

  /** Which of the kernel's links holds it, so that it can be asked for. */
  public static Optional<Hold.ByLink> hold(LinkView view, Optional<DispatcherView> dispatcher) {
    return of(view, Optional.empty(), dispatcher, Optional.empty()).hold();
  }

  private static Optional<Standing> standing(LinkState.Present state) {
    return switch (state) {
      case LinkState.Attached attached -> Optional.of(attached.standing());
      case LinkState.Detaching detaching ->
          detaching.loss().isPresent() ? Optional.empty() : Optional.of(detaching.standing());
      case LinkState.Attaching _, LinkState.Lost _, LinkState.Failed _, LinkState.Detached _ ->
          Optional.empty();
    };
  }

  private static Optional<Hold.ByLink> own(Optional<Standing> standing) {
    return standing.flatMap(
        at -> at.hold() instanceof Hold.ByLink link ? Optional.of(link) : Optional.empty());
  }

  /** What runs on the hook now; while another revision is being built, that before it. */
  private static Optional<LiveRevision> live(DispatcherState.Present state) {
    return switch (state) {
      case DispatcherState.Active active -> Optional.of(active.live());
      case DispatcherState.Building building ->
          building.loss().isPresent() ? Optional.empty() : building.before();
      case DispatcherState.Removing removing ->
          removing.loss().isPresent() ? Optional.empty() : Optional.of(removing.live());
      case DispatcherState.Lost _, DispatcherState.Vacant _ -> Optional.empty();
    };
  }

  private static Optional<Membership> membership(LinkView view, LiveRevision live) {
    return live.revision()
        .position(view.key())
        .map(
            position ->
                new Membership(
                    view.link().attachment().hook().orElseThrow(),
                    live.revision().number(),
                    position,
                    live.revision().members().size(),
                    live.directory()));
  }

  private static Optional<Hold.ByLink> shared(LinkKey link, LiveRevision live) {
    return switch (live.placement()) {
      case Placement.Direct direct -> link(direct.holder());
      case Placement.Chain chain -> link(chain.holder());
      case Placement.Native members ->
          members.members().stream()
              .filter(member -> member.link().equals(link))
              .map(Placement.NativeMember::hold)
              .findFirst();
    };
  }

  private static Optional<Hold.ByLink> link(Placement.Holder holder) {
    return holder instanceof Placement.LinkHolder(var link) ? Optional.of(link) : Optional.empty();
  }

  private static Optional<Placement.FilterHolder> filter(LiveRevision live) {
    Optional<Placement.Holder> holder =
        switch (live.placement()) {
          case Placement.Direct direct -> Optional.of(direct.holder());
          case Placement.Chain chain -> Optional.of(chain.holder());
          case Placement.Native _ -> Optional.empty();
        };
    return holder.flatMap(
        at -> at instanceof Placement.FilterHolder filter ? Optional.of(filter) : Optional.empty());
  }
}
