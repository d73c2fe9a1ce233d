package io.bpfledger.core.work;

import io.bpfledger.kernel.Kernel;
import java.nio.file.Path;

/** Where tests of programs are played: a kernel, and a bpffs of the test's own. */
interface ProgramPlace extends AutoCloseable {

  Kernel kernel();

  Path root();

  /** Leaves the kernel as it was, and fails if something is open still. */
  @Override
  void close();
}
