package io.bpfledger.core.machine;

/** What an entity can be told to do. */
public sealed interface Command
    permits ProgramCommand, LinkCommand, DispatcherCommand, HostCommand {

  /**
   * Whether it can only be decided while nothing of the entity is on its way: no task, and no
   * question to another one. An observation, for one, may show our own work half-done.
   */
  default boolean needsQuiet() {
    return false;
  }
}
