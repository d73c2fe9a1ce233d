package io.bpfledger.kernel.simulated;

/**
 * The process that made a call does not live any more: it was killed before or in the middle of it.
 *
 * <p>Not an error of the kernel and so no value: code that runs in a dead process must not go on.
 */
public final class ProcessDied extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProcessDied(String process) {
    super("process " + process + " died", null, false, false);
  }
}
