package io.bpfledger.kernel.simulated.interpreter;

/** A run that cannot go on: an access out of bounds, or something that is not simulated. */
public final class Trap extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int instruction;

  Trap(int instruction, String reason) {
    super("instruction " + instruction + ": " + reason, null, false, false);
    this.instruction = instruction;
  }

  /** The slot it stopped at. */
  public int instruction() {
    return instruction;
  }
}
