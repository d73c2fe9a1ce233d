package io.bpfledger.kernel;

/**
 * An open reference to a kernel object. It keeps the object alive until it is closed; whoever opens
 * one closes it.
 */
public sealed interface Handle extends AutoCloseable permits ProgramHandle, MapHandle, LinkHandle {

  boolean isOpen();

  /** Gives the reference back; a second call does nothing. */
  @Override
  void close();
}
