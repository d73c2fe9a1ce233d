package io.bpfledger.core.work.hook;

import io.bpfledger.core.work.Marker;
import io.bpfledger.core.work.Workplace;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.chain.Chain;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.ChainMember;
import io.bpfledger.kernel.chain.ChainRefusal;
import io.bpfledger.kernel.chain.Chains;
import io.bpfledger.kernel.chain.LoadedChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Makes of members what goes on a hook that takes one program. */
final class Composition {

  private final Workplace place;
  private final Identities identities;
  private final Chains chains;

  Composition(Workplace place, Identities identities) {
    this.place = place;
    this.identities = identities;
    this.chains = new Chains(place.kernel());
  }

  /** A member's open program. */
  private record Member(Revision.Member member, ProgramHandle program, Incarnation incarnation) {

    ChainMember link() {
      ProceedOn proceedOn =
          member
              .proceedOn()
              .orElseThrow(
                  () -> new IllegalArgumentException(member.link() + " has no proceed-on"));
      return new ChainMember(new ProgramId(incarnation.kernelId()), proceedOn.forChain());
    }
  }

  /** A member that is alone, and stops nobody, needs no chain: no packet pays for one. */
  static boolean isDirect(List<Revision.Member> members) {
    return members.size() == 1
        && members
            .getFirst()
            .proceedOn()
            .filter(
                proceedOn ->
                    proceedOn.equals(ProceedOn.OfXdp.DEFAULT)
                        || proceedOn.equals(ProceedOn.OfTc.DEFAULT))
            .isPresent();
  }

  /** Nothing of it is pinned or attached yet. */
  HookProgram compose(
      HookKey hook, Revision revision, SortedMap<LinkKey, Load> programs, Handles open) {
    List<Member> members = new ArrayList<>();
    for (Revision.Member member : revision.members()) {
      ProgramHandle program = open(member, programs, open);
      members.add(new Member(member, program, identities.of(program)));
    }
    if (isDirect(revision.members())) {
      Member only = members.getFirst();
      return new HookProgram(only.program(), only.incarnation(), Optional.empty());
    }
    LoadedChain chain = load(hook, members);
    open.keep(chain.program());
    open.keep(chain.programArray());
    new Marker(place.instance(), Marker.entity(hook))
        .bindTo(place.kernel(), chain.program())
        .orThrow();
    return new HookProgram(
        chain.program(),
        identities.of(chain.program()),
        Optional.of(
            new HookProgram.Chained(
                chain.chain().kind(),
                chain.programArray(),
                place.kernel().maps().info(chain.programArray()).orThrow().id().value(),
                members.stream().map(Member::incarnation).toList())));
  }

  private ProgramHandle open(
      Revision.Member member, SortedMap<LinkKey, Load> programs, Handles open) {
    Load load = programs.get(member.link());
    if (load == null) {
      throw new KernelFailure(
          KernelError.of(
              Operation.OPEN_PROGRAM, member.programName(), Errno.ENOENT, "it is not loaded"));
    }
    return identities.open(load, member.programName(), open);
  }

  private LoadedChain load(HookKey hook, List<Member> members) {
    if (hook.point() != HookPoint.XDP) {
      return load(ChainKind.TC, members).orThrow();
    }
    // Which flavour programs are, only the kernel knows: it lets the two not into one array.
    Result<LoadedChain> single = load(ChainKind.XDP, members);
    if (!isOfAnotherFlavour(single)) {
      return single.orThrow();
    }
    Result<LoadedChain> several = load(ChainKind.XDP_FRAGS, members);
    if (!isOfAnotherFlavour(several)) {
      return several.orThrow();
    }
    throw new KernelFailure(mixed(hook, members, several.problem().orElseThrow()));
  }

  private Result<LoadedChain> load(ChainKind kind, List<Member> members) {
    Map<ProgramId, ProgramHandle> programs = new HashMap<>();
    members.forEach(member -> programs.put(member.link().program(), member.program()));
    List<ChainMember> slots = members.stream().map(Member::link).toList();
    Optional<ChainRefusal> refusal = Chain.refusal(kind, slots, Set.of());
    if (refusal.isPresent()) {
      return Result.failure(
          KernelError.of(
              Operation.LOAD_OBJECT, kind.programName(), Errno.E2BIG, refusal.get().message()));
    }
    return chains.load(new Chain(kind, slots), programs);
  }

  private static boolean isOfAnotherFlavour(Result<LoadedChain> loaded) {
    return loaded
        .problem()
        .filter(error -> error.operation() == Operation.UPDATE_ELEMENT)
        .filter(error -> error.errno().equals(Errno.EINVAL))
        .isPresent();
  }

  private KernelError mixed(HookKey hook, List<Member> members, KernelError refused) {
    List<String> single = new ArrayList<>();
    List<String> several = new ArrayList<>();
    List<String> neither = new ArrayList<>();
    for (Member member : members) {
      String name = member.member().programName();
      if (fits(ChainKind.XDP, member)) {
        single.add(name);
      } else if (fits(ChainKind.XDP_FRAGS, member)) {
        several.add(name);
      } else {
        neither.add(name);
      }
    }
    String detail =
        neither.isEmpty()
            ? "%s take packets of several buffers (xdp.frags) and %s do not; the kernel lets the two not share a hook"
                .formatted(several, single)
            : neither + " fit no chain: they were loaded with another type or attach type";
    return KernelError.of(refused.operation(), hook.describe(), refused.errno(), detail);
  }

  private boolean fits(ChainKind kind, Member member) {
    Result<LoadedChain> alone = load(kind, List.of(member));
    alone.asOptional().ifPresent(LoadedChain::close);
    return alone.succeeded();
  }
}
