package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.HookObservation;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.Chains;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Reads back from its pins what a revision has on a hook. */
final class Reading {

  private final Kernel kernel;
  private final Identities identities;

  Reading(Kernel kernel, Identities identities) {
    this.kernel = kernel;
    this.identities = identities;
  }

  /** What was found. */
  sealed interface Found {}

  record Whole(HookProgram program) implements Found {}

  /** It is not what was put there. */
  record Damaged(String what) implements Found {}

  /**
   * A revision as it is in the kernel.
   *
   * @param wanted what the members' programs should be, as far as that is known
   */
  Found read(
      Revisions revisions,
      Revision revision,
      ProgramHandle program,
      List<Optional<Incarnation>> wanted,
      Handles open) {
    Incarnation incarnation = identities.of(program);
    Optional<MapHandle> array = revisions.members(revision.number(), open);
    if (array.isEmpty()) {
      return Composition.isDirect(revision.members())
          ? new Whole(new HookProgram(program, incarnation, Optional.empty()))
          : new Damaged("the pin of the slots of revision " + revision.number() + " is gone");
    }
    Optional<ChainKind> kind = kindOf(program);
    if (kind.isEmpty()) {
      return new Damaged("what runs as revision " + revision.number() + " is no chain");
    }
    List<Optional<ProgramId>> slots = new Chains(kernel).slots(array.get()).orThrow();
    List<Incarnation> members = new ArrayList<>();
    for (int slot = 0; slot < revision.members().size(); slot++) {
      Revision.Member member = revision.members().get(slot);
      Optional<Incarnation> found = slots.get(slot).flatMap(identities::of);
      if (found.isEmpty() || wanted.get(slot).filter(its -> !its.equals(found.get())).isPresent()) {
        return new Damaged(
            "slot %d of revision %d holds %s, not %s"
                .formatted(
                    slot,
                    revision.number(),
                    found.map(Incarnation::describe).orElse("nothing"),
                    member.programName()));
      }
      members.add(found.get());
    }
    int arrayId = kernel.maps().info(array.get()).orThrow().id().value();
    return new Whole(
        new HookProgram(
            program,
            incarnation,
            Optional.of(new HookProgram.Chained(kind.get(), array.get(), arrayId, members))));
  }

  /** What the programs of a planned revision's members should be. */
  static List<Optional<Incarnation>> wanted(Revision revision, SortedMap<LinkKey, Load> programs) {
    return revision.members().stream()
        .map(member -> Optional.ofNullable(programs.get(member.link())).map(Load::incarnation))
        .toList();
  }

  /** What the programs of a revision's members were when it came to run. */
  static List<Optional<Incarnation>> wanted(LiveRevision before) {
    return switch (before.placement()) {
      case Placement.Direct direct -> List.of(Optional.of(direct.program()));
      case Placement.Chain chain -> chain.programs().stream().map(Optional::of).toList();
      case Placement.Native members ->
          members.members().stream().map(member -> Optional.of(member.program())).toList();
    };
  }

  /** What runs, or why what should run is not whole. */
  static LiveRevision requireRunning(HookObservation seen, HookKey hook) {
    if (seen instanceof HookObservation.Runs(LiveRevision live)) {
      return live;
    }
    String why =
        seen instanceof HookObservation.Vacant(Loss loss) ? loss.describe() : seen.toString();
    throw new KernelFailure(
        KernelError.of(Operation.QUERY_HOOK, hook.describe(), Errno.ESTALE, why));
  }

  private Optional<ChainKind> kindOf(ProgramHandle program) {
    String name = kernel.programs().info(program).orThrow().name();
    for (ChainKind kind : ChainKind.values()) {
      if (kind.programName().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
