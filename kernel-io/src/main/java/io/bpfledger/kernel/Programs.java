package io.bpfledger.kernel;

import java.util.Optional;

/** Programs that are in the kernel. */
public interface Programs {

  /** The smallest id above {@code after}, or the smallest of all. Empty at the end. */
  Result<Optional<ProgramId>> next(Optional<ProgramId> after);

  /** ENOENT when there is no such program any more. */
  Result<ProgramHandle> open(ProgramId id);

  Result<ProgramInfo> info(ProgramHandle program);

  /** Opens, asks and closes in one go; what an inventory uses. */
  Result<ProgramInfo> describe(ProgramId id);

  /** Ties a map to a program, so that it lives as long and shows among its map ids. */
  Result<Done> bindMap(ProgramHandle program, MapHandle map);

  /** Runs a program on given input without attaching it. */
  Result<TestRun> testRun(ProgramHandle program, TestRunRequest request);
}
