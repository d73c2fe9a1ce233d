package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Pins;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
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
import io.bpfledger.kernel.attach.XdpTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The links that hold XDP hooks, and whoever else does. */
final class XdpLinks {

  private final Workplace place;
  private final Kernel kernel;
  private final Pins pins;
  private final Identities identities;

  XdpLinks(Workplace place, Identities identities) {
    this.place = place;
    this.kernel = place.kernel();
    this.pins = place.pins();
    this.identities = identities;
  }

  /** The link that is pinned as the holder of the hook. */
  Optional<XdpHolder> holder(HookKey hook, Handles open) {
    Path pin = place.layout().hookLink(hook);
    return open.pinned(pins, pin, LinkHandle.class).map(link -> holder(link, pin));
  }

  private XdpHolder holder(LinkHandle link, Path pin) {
    LinkInfo info = kernel.links().info(link).orThrow();
    if (!(info.details() instanceof LinkDetails.Xdp(int interfaceIndex))) {
      throw new KernelFailure(
          KernelError.of(
              Operation.OPEN_PIN,
              pin.toString(),
              Errno.EINVAL,
              "a link of another kind is pinned there, which is not ours"));
    }
    return new XdpHolder(
        link, info.id(), interfaceIndex, info.program().flatMap(identities::of), pin);
  }

  /**
   * Whether the link holds the hook of this very device; another namespace has the same indexes.
   */
  boolean isOn(XdpHolder holder, Devices.Found device) {
    return holder.interfaceIndex() == device.networkInterface().index()
        && members(device).stream()
            .anyMatch(
                member ->
                    holder
                        .runs()
                        .filter(its -> its.kernelId() == member.program().value())
                        .isPresent());
  }

  private List<HookMembers.Member> members(Devices.Found device) {
    return kernel.links().query(new Hook.Xdp(device.networkInterface())).orThrow().members();
  }

  /** Who holds the hook of a device, for a person. */
  Optional<String> occupant(Devices.Found device) {
    return members(device).stream()
        .findFirst()
        .map(
            member ->
                identities.describeForeign(member.program())
                    + member.link().map(link -> " (link " + link + ")").orElse(""));
  }

  /** The hook takes one program, and one that is not ours is never touched. */
  void refuseForeign(Devices.Found device) {
    occupant(device)
        .ifPresent(
            who -> {
              throw new KernelFailure(
                  KernelError.of(
                      Operation.CREATE_LINK,
                      "xdp on " + device.networkInterface().name(),
                      Errno.EBUSY,
                      heldBy(who)));
            });
  }

  private static String heldBy(String who) {
    return who + " is there already, which is not ours; whoever put it there has to remove it";
  }

  /** Holds a vacant hook. Until the link is pinned it goes with this process. */
  XdpHolder attach(HookKey hook, XdpTarget target, HookProgram made, Handles open, Undo undo) {
    Path pin = place.layout().hookLink(hook);
    LinkHandle link =
        open.keep(
            kernel
                .links()
                .create(made.program(), target)
                .mapError(error -> explained(error, target))
                .orThrow());
    undo.before(() -> kernel.links().detach(link));
    LinkInfo info = kernel.links().info(link).orThrow();
    undo.before(() -> pins.unlink(pin));
    kernel.bpffs().pin(link, pin).orThrow();
    return new XdpHolder(
        link, info.id(), target.networkInterface().index(), Optional.of(made.incarnation()), pin);
  }

  private KernelError explained(KernelError error, XdpTarget target) {
    boolean taken = error.errno().equals(Errno.EBUSY) || error.errno().equals(Errno.EEXIST);
    if (!taken) {
      return error;
    }
    Result<HookMembers> members = kernel.links().query(new Hook.Xdp(target.networkInterface()));
    return members
        .asOptional()
        .flatMap(found -> found.members().stream().findFirst())
        .map(member -> error.withDetail(heldBy("program " + member.program())))
        .orElse(error);
  }

  /**
   * Pins the link again that has the number which the ledger knows, if it is on this device and
   * runs this very program.
   */
  void repin(
      HookKey hook, LiveRevision live, Incarnation program, Devices.Found device, Handles open) {
    if (Revisions.holder(live.placement()) instanceof Placement.LinkHolder(Hold.ByLink hold)
        && hold.boot().equals(place.boot())) {
      Result<LinkHandle> found = kernel.links().open(new LinkId(hold.kernelLinkId()));
      if (found.failedWith(Errno.ENOENT)) {
        return;
      }
      LinkHandle link = open.keep(found.orThrow());
      LinkInfo info = kernel.links().info(link).orThrow();
      if (info.details() instanceof LinkDetails.Xdp(int index)
          && index == device.networkInterface().index()
          && info.program().flatMap(identities::of).equals(Optional.of(program))) {
        pins.ensureDirectory(place.layout().dispatchers()).orThrow();
        pins.ensureDirectory(place.layout().hook(hook)).orThrow();
        kernel.bpffs().pin(link, place.layout().hookLink(hook)).orThrow();
      }
    }
  }

  /**
   * Puts a program in the place of another in one step. A change that failed is looked after: only
   * what runs tells whether it was made.
   */
  void replace(XdpHolder holder, HookProgram made, ProgramHandle expected) {
    Result<Done> updated =
        kernel.links().update(holder.link(), made.program(), Optional.of(expected));
    if (updated instanceof Result.Failure<Done>(KernelError error)) {
      if (!runs(holder.link(), made.incarnation(), error)) {
        throw new KernelFailure(error);
      }
    }
  }

  private boolean runs(LinkHandle link, Incarnation wanted, KernelError change) {
    return switch (kernel.links().info(link)) {
      case Result.Success<LinkInfo>(LinkInfo info) ->
          info.program().filter(program -> program.value() == wanted.kernelId()).isPresent();
      case Result.Failure<LinkInfo>(KernelError look) -> throw new InDoubt(change, look);
    };
  }

  /** Lets go of a hook, and removes the pin of the link. */
  Result<Done> discard(XdpHolder holder) {
    return detach(holder).flatMap(_ -> unpin(holder));
  }

  Result<Done> detach(XdpHolder holder) {
    return holder.isDefunct() ? Result.done() : detached(holder.link());
  }

  Result<Done> unpin(XdpHolder holder) {
    return pins.unlink(holder.pin());
  }

  private Result<Done> detached(LinkHandle link) {
    Result<Done> detached = kernel.links().detach(link);
    boolean allTheSame =
        kernel
            .links()
            .info(link)
            .asOptional()
            .filter(info -> info.details() instanceof LinkDetails.Xdp(int index) && index == 0)
            .isPresent();
    return allTheSame ? Result.done() : detached;
  }
}
