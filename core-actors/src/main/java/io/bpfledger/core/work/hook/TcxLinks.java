package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Pins;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The links of our members of TCX hooks, each pinned under its own name. */
final class TcxLinks {

  /** Others may change the hook while we do; whoever does so without end has to be dealt with. */
  private static final int TRIES_MAX = 16;

  private final Workplace place;
  private final Kernel kernel;
  private final Pins pins;
  private final Identities identities;

  TcxLinks(Workplace place, Identities identities) {
    this.place = place;
    this.kernel = place.kernel();
    this.pins = place.pins();
    this.identities = identities;
  }

  /**
   * A pinned link of a member.
   *
   * @param runs empty if the link is on its way out
   */
  record Member(
      LinkKey key,
      LinkHandle link,
      LinkId id,
      int interfaceIndex,
      Optional<Incarnation> runs,
      Path pin) {}

  Optional<Member> member(LinkKey key, Handles open) {
    Path pin = place.layout().link(key);
    return open.pinned(pins, pin, LinkHandle.class).map(link -> member(key, link, pin));
  }

  private Member member(LinkKey key, LinkHandle link, Path pin) {
    LinkInfo info = kernel.links().info(link).orThrow();
    if (!(info.details() instanceof LinkDetails.Tcx details)) {
      throw new KernelFailure(
          KernelError.of(
              Operation.OPEN_PIN,
              pin.toString(),
              Errno.EINVAL,
              "a link of another kind is pinned there, which is not ours"));
    }
    return new Member(
        key,
        link,
        info.id(),
        details.interfaceIndex(),
        info.program().flatMap(identities::of),
        pin);
  }

  HookMembers members(Hook.Tcx hook) {
    return kernel.links().query(hook).orThrow();
  }

  /** Which place a link has on the hook, others' counted; empty if it is not on it. */
  static Optional<Integer> position(HookMembers members, LinkId id) {
    List<HookMembers.Member> all = members.members();
    for (int position = 0; position < all.size(); position++) {
      if (all.get(position).link().equals(Optional.of(id))) {
        return Optional.of(position);
      }
    }
    return Optional.empty();
  }

  /** Attaches a member beside an anchor, expecting that nobody changes the hook meanwhile. */
  Member attach(
      LinkKey key,
      Hook.Tcx hook,
      TcxPosition position,
      ProgramHandle program,
      Incarnation incarnation,
      Handles open,
      Undo undo) {
    Path pin = place.layout().link(key);
    LinkHandle link = open.keep(create(hook, position, program).orThrow());
    undo.before(() -> detached(link));
    LinkInfo info = kernel.links().info(link).orThrow();
    pins.ensureDirectory(place.layout().links()).orThrow();
    undo.before(() -> pins.unlink(pin));
    kernel.bpffs().pin(link, pin).orThrow();
    return new Member(
        key, link, info.id(), hook.networkInterface().index(), Optional.of(incarnation), pin);
  }

  private Result<LinkHandle> create(Hook.Tcx hook, TcxPosition position, ProgramHandle program) {
    Result<LinkHandle> created = Result.failure(stale(hook));
    for (int tried = 0; tried < TRIES_MAX; tried++) {
      long revision = members(hook).revision();
      TcxTarget target =
          new TcxTarget(hook.networkInterface(), hook.direction(), position, revision);
      created = kernel.links().create(program, target);
      if (!created.failedWith(Errno.ESTALE)) {
        break;
      }
    }
    return created.mapError(TcxLinks::explained);
  }

  private static KernelError stale(Hook.Tcx hook) {
    return KernelError.of(
        Operation.CREATE_LINK, "tcx on " + hook.networkInterface().name(), Errno.ESTALE);
  }

  private static KernelError explained(KernelError error) {
    if (error.errno().equals(Errno.EEXIST)) {
      return error.withFurtherDetail("a TCX hook takes each program once, and it is there already");
    }
    if (error.errno().equals(Errno.ESTALE)) {
      return error.withFurtherDetail(
          "somebody else changed the hook each of the " + TRIES_MAX + " times we tried");
    }
    return error;
  }

  /** Pins the link of a member again that lives without its pin, if it is the very same. */
  void repin(Placement.NativeMember member, Devices.Found device, Handles open) {
    if (!member.hold().boot().equals(place.boot())) {
      return;
    }
    Result<LinkHandle> found = kernel.links().open(new LinkId(member.hold().kernelLinkId()));
    if (found.failedWith(Errno.ENOENT)) {
      return;
    }
    LinkHandle link = open.keep(found.orThrow());
    LinkInfo info = kernel.links().info(link).orThrow();
    if (info.details() instanceof LinkDetails.Tcx details
        && details.interfaceIndex() == device.networkInterface().index()
        && info.program().flatMap(identities::of).equals(Optional.of(member.program()))) {
      pins.ensureDirectory(place.layout().links()).orThrow();
      kernel.bpffs().pin(link, place.layout().link(member.link())).orThrow();
    }
  }

  /** Takes a member from wherever it is, and removes its pin. */
  Result<Done> discard(Member member) {
    return detach(member).flatMap(_ -> unpin(member));
  }

  Result<Done> detach(Member member) {
    return member.interfaceIndex() == 0 ? Result.done() : detached(member.link());
  }

  Result<Done> unpin(Member member) {
    return pins.unlink(member.pin());
  }

  private Result<Done> detached(LinkHandle link) {
    Result<Done> detached = kernel.links().detach(link);
    boolean allTheSame =
        kernel
            .links()
            .info(link)
            .asOptional()
            .filter(
                info -> info.details() instanceof LinkDetails.Tcx tcx && tcx.interfaceIndex() == 0)
            .isPresent();
    return allTheSame ? Result.done() : detached;
  }

  Placement.NativeMember placement(Member member, Incarnation program) {
    return new Placement.NativeMember(
        member.key(),
        program,
        new Hold.ByLink(place.boot(), member.id().value(), member.pin().toString()));
  }
}
