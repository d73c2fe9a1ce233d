package io.bpfledger.core.task;

/** How a task went. */
public sealed interface KernelAnswer
    permits ProgramAnswer, LinkAnswer, DispatcherAnswer, HostAnswer, KernelAnswer.Broken {

  /**
   * It was not carried through by a mistake of ours, so nobody knows how far it came: look at the
   * kernel.
   */
  record Broken(String why) implements KernelAnswer {}
}
