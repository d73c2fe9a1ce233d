package io.bpfledger.core.work;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;

/** Carries tasks out. Blocks, for 100 ms if the kernel wants so. */
@FunctionalInterface
public interface Work {

  KernelAnswer carryOut(KernelTask task);
}
