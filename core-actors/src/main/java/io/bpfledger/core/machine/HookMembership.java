package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.ChainKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the ledger says of those who stand on a hook, and of those who want to. */
record HookMembership(View view, HookKey hook) {

  /** Total, and stable for as long as a link lives. */
  static final Comparator<Revision.Member> ORDER =
      Comparator.comparingInt(Revision.Member::priority)
          .thenComparing(Revision.Member::programName)
          .thenComparing(Revision.Member::link);

  static HookMembership of(View view) {
    return new HookMembership(view, HookKey.parse(view.self().key()));
  }

  Optional<LinkView> link(LinkKey key) {
    return view.ledger().link(key);
  }

  /** Whether a member is wanted still: its link lives, and nobody detaches it. */
  boolean isWanted(Revision.Member member) {
    return link(member.link())
        .filter(link -> !link.state().ended() && !(link.state() instanceof LinkState.Detaching))
        .isPresent();
  }

  /**
   * Whether a member can stand on the hook now; one whose program is gone would keep all others
   * off.
   */
  boolean isReady(Revision.Member member) {
    return isWanted(member) && load(member.program()).isPresent();
  }

  boolean isEnsured(Revision.Member member) {
    return link(member.link()).filter(HookMembership::isEnsured).isPresent();
  }

  private static boolean isEnsured(LinkView link) {
    return link.link().policy().restart() == RestartPolicy.ENSURE;
  }

  /**
   * Who of those on the hook is to stand there, without anybody asking again.
   *
   * @param lost whether none of them runs; then only those come back that are to be there always
   */
  List<Revision.Member> returning(boolean lost) {
    List<Revision.Member> returning = new ArrayList<>();
    for (LinkView link : view.ledger().linksOn(hook)) {
      boolean wanted =
          switch (link.state()) {
            case LinkState.Attached _ -> !lost || isEnsured(link);
            case LinkState.Lost _ -> isEnsured(link);
            case LinkState.Attaching _,
                LinkState.Failed _,
                LinkState.Detaching _,
                LinkState.Detached _ ->
                false;
          };
      if (wanted
          && isLoadedHere(link.link().program())
          && link.link().attachment() instanceof DeviceAttachment attachment
          && returning.size() < membersMax()) {
        returning.add(member(link, attachment));
      }
    }
    return returning;
  }

  private boolean isLoadedHere(ProgramKey program) {
    return load(program).filter(load -> load.incarnation().boot().equals(view.boot())).isPresent();
  }

  /**
   * A member's link that does not know it hears that it runs.
   *
   * @param lost whether none of them ran; that may be on its way to those who do not know it
   */
  static void tellRunning(
      LinkView link, Outcome.Joined joined, Ulid operation, boolean lost, List<Effect> effects) {
    Optional<Ulid> repair = link.state().repairs().underWay().map(Repairs.Repair::operation);
    Effect back =
        new Effect.Send(
            StreamId.of(link.key()),
            operation,
            new LinkCommand.Return(joined.hold(), joined.program(), joined.device()));
    switch (link.state()) {
      case LinkState.Attached _ when repair.isPresent() ->
          effects.add(new Effect.Reply(repair.get(), joined));
      case LinkState.Lost _ when repair.isPresent() ->
          effects.add(new Effect.Reply(repair.get(), joined));
      case LinkState.Lost _ -> effects.add(back);
      case LinkState.Attached attached -> {
        // Its place among the others is the hook's matter; what runs and where is its own.
        if (lost
            || !attached.standing().program().equals(joined.program())
            || !attached.standing().device().equals(Optional.of(joined.device()))) {
          effects.add(back);
        }
      }
      case LinkState.Attaching _,
          LinkState.Failed _,
          LinkState.Detaching _,
          LinkState.Detached _ -> {} // it is told by whoever it asked, or nothing any more
    }
  }

  Optional<Load> load(ProgramKey program) {
    return view.ledger()
        .program(program)
        .flatMap(
            found ->
                found.state() instanceof ProgramState.Loaded loaded
                    ? Optional.of(loaded.load())
                    : Optional.empty());
  }

  SortedMap<LinkKey, Load> loads(Collection<Revision.Member> members) {
    SortedMap<LinkKey, Load> loads = new TreeMap<>();
    for (Revision.Member member : members) {
      load(member.program()).ifPresent(load -> loads.put(member.link(), load));
    }
    return loads;
  }

  DispatcherTask.Place place(Ulid operation, Revision revision, Optional<LiveRevision> before) {
    return new DispatcherTask.Place(
        operation, hook, revision, loads(revision.members()), mode(revision.members()), before);
  }

  /** The mode that a member asks for; those that leave it open take any. */
  Optional<XdpMode> mode(Collection<Revision.Member> members) {
    return members.stream()
        .flatMap(member -> link(member.link()).stream())
        .flatMap(link -> mode(link).stream())
        .findFirst();
  }

  private static Optional<XdpMode> mode(LinkView link) {
    return link.link().attachment() instanceof XdpAttachment xdp && xdp.mode() != XdpMode.AUTOMATIC
        ? Optional.of(xdp.mode())
        : Optional.empty();
  }

  /** What comes of the wish to join: a member, or the reason why not. */
  sealed interface Application {}

  record Accepted(Revision.Member member) implements Application {}

  record Rejected(Outcome outcome) implements Application {}

  /**
   * Looks at a link that wants to join.
   *
   * @param operation what the link is about
   * @param others who is to stand on the hook beside it
   * @param onHook whether something of ours runs there already, in a mode that stays
   */
  Application apply(
      LinkKey key, Ulid operation, Collection<Revision.Member> others, boolean onHook) {
    Optional<LinkView> found = link(key);
    if (found.isEmpty()) {
      return rejected(Refusal.Reason.NOT_FOUND, "there is no link " + key);
    }
    LinkView link = found.get();
    String name = "link " + link.link().number().value();
    boolean asks =
        link.state().underWay().equals(Optional.of(operation))
            && !(link.state() instanceof LinkState.Detaching);
    if (!asks) {
      return rejected(Refusal.Reason.CONFLICT, name + " is not being attached by " + operation);
    }
    if (!(link.link().attachment() instanceof DeviceAttachment attachment)
        || !attachment.hook().equals(Optional.of(hook))) {
      return rejected(
          Refusal.Reason.INVALID,
          "%s goes to %s, not to %s"
              .formatted(name, link.link().attachment().describe(), hook.describe()));
    }
    if (load(link.link().program()).isEmpty()) {
      return rejected(Refusal.Reason.CONFLICT, "the program of %s is not loaded".formatted(name));
    }
    return admit(link, attachment, others, onHook);
  }

  private Application admit(
      LinkView link,
      DeviceAttachment attachment,
      Collection<Revision.Member> others,
      boolean onHook) {
    int most = membersMax();
    if (others.size() >= most) {
      return rejected(
          Refusal.Reason.LIMIT,
          "%s has %d members, and takes no more; detach one first"
              .formatted(hook.describe(), others.size()));
    }
    Optional<XdpMode> wanted = mode(link);
    Optional<XdpMode> present = mode(others);
    boolean fits = wanted.isEmpty() || wanted.equals(present) || (present.isEmpty() && !onHook);
    if (!fits) {
      return rejected(
          Refusal.Reason.CONFLICT,
          "%s runs in mode %s; a member that asks for %s can only come when the others are gone"
              .formatted(
                  hook.describe(), present.orElse(XdpMode.AUTOMATIC).word(), wanted.get().word()));
    }
    ProgramKey program = link.link().program();
    if (isTcx() && others.stream().anyMatch(other -> other.program().equals(program))) {
      return rejected(
          Refusal.Reason.CONFLICT,
          "the program is a member of %s already, and a TCX hook takes each once"
              .formatted(hook.describe()));
    }
    return new Accepted(member(link, attachment));
  }

  private Revision.Member member(LinkView link, DeviceAttachment attachment) {
    ProgramKey program = link.link().program();
    String name = view.ledger().program(program).orElseThrow().program().spec().name();
    return new Revision.Member(
        link.key(), program, name, attachment.priority(), attachment.proceeding());
  }

  private static Application rejected(Refusal.Reason reason, String message) {
    return new Rejected(Outcome.refused(reason, message));
  }

  boolean isTcx() {
    return switch (hook.point()) {
      case TCX_INGRESS, TCX_EGRESS -> true;
      case XDP, TC_INGRESS, TC_EGRESS -> false;
    };
  }

  /** TCX hooks have no chain; they end where the kernel ends them. */
  int membersMax() {
    return isTcx() ? Revision.MEMBERS_MAX : ChainKind.SLOTS;
  }

  /** Members in the order they run. */
  static List<Revision.Member> inOrder(Collection<Revision.Member> members) {
    List<Revision.Member> ordered = new ArrayList<>(members);
    ordered.sort(ORDER);
    return List.copyOf(ordered);
  }
}
