package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The chains of a kernel. */
public final class Chains {

  private final Kernel kernel;

  public Chains(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Loads a chain and puts its members into their slots. When a step fails nothing stays behind:
   * nothing is pinned yet, so the kernel forgets what is closed.
   *
   * @param programs an open handle for every member
   */
  public Result<LoadedChain> load(Chain chain, Map<ProgramId, ProgramHandle> programs) {
    List<ProgramHandle> members = new ArrayList<>();
    for (ChainMember member : chain.members()) {
      ProgramHandle program = programs.get(member.program());
      if (program == null) {
        throw new IllegalArgumentException("no handle of program " + member.program());
      }
      members.add(program);
    }
    return kernel
        .objects()
        .load(ChainObject.request(chain))
        .map(object -> onlyChain(chain, object))
        .flatMap(loaded -> fill(loaded, members));
  }

  /** Who is in the slots of a chain's program array, in order, also behind its last member. */
  public Result<List<Optional<ProgramId>>> slots(MapHandle programArray) {
    List<Optional<ProgramId>> slots = new ArrayList<>();
    for (int slot = 0; slot < ChainKind.SLOTS; slot++) {
      switch (kernel.maps().programAt(programArray, slot)) {
        case Result.Success<Optional<ProgramId>>(Optional<ProgramId> program) -> slots.add(program);
        case Result.Failure<Optional<ProgramId>>(KernelError error) -> {
          return Result.failure(error);
        }
      }
    }
    return Result.success(List.copyOf(slots));
  }

  /** Closes the maps that only the chain's program needs. */
  private static LoadedChain onlyChain(Chain chain, LoadedObject object) {
    MapHandle members = object.map(ChainObject.MEMBERS);
    object.maps().values().stream().filter(map -> map != members).forEach(MapHandle::close);
    return new LoadedChain(chain, object.program(chain.kind().programName()), members);
  }

  private Result<LoadedChain> fill(LoadedChain loaded, List<ProgramHandle> members) {
    for (int slot = 0; slot < members.size(); slot++) {
      Result<Done> set = kernel.maps().setProgram(loaded.programArray(), slot, members.get(slot));
      if (set instanceof Result.Failure<Done>(KernelError error)) {
        loaded.close();
        return Result.failure(explained(error, loaded.chain(), slot));
      }
    }
    return Result.success(loaded);
  }

  private static KernelError explained(KernelError error, Chain chain, int slot) {
    if (!error.errno().equals(Errno.EINVAL)) {
      return error;
    }
    return error.withDetail(
        "program %s does not fit a chain of kind %s: it was loaded with another type, frags flavour or expected attach type"
            .formatted(chain.members().get(slot).program(), chain.kind().word()));
  }
}
