package io.bpfledger.reconciler.reading;

import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import io.bpfledger.reconciler.survey.Mark;
import java.util.Optional;

/** Reads the marks that programs of ours bear. */
public interface MarkReader {

  /** Whether a map may be a mark, by its shape. */
  boolean fits(MapInfo map);

  /** The mark of a program; empty for one that bears none. */
  Result<Optional<Mark>> of(ProgramInfo program);
}
