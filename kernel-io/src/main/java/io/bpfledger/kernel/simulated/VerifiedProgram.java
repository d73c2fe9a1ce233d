package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.simulated.interpreter.Bytecode;
import java.util.List;
import java.util.Optional;

/**
 * A program that has passed the verifier; nothing of it changes any more.
 *
 * @param expectedAttachType the kernel's number, 0 for none
 * @param tag the hash over the instructions
 * @param frags whether an XDP program takes packets of several buffers
 * @param attachPoint what a tracing program was loaded for
 * @param bytecode what it runs
 * @param references the maps its instructions name, by the numbers they name them with
 */
record VerifiedProgram(
    String name,
    ProgramType type,
    int expectedAttachType,
    String tag,
    boolean gplCompatible,
    boolean frags,
    Optional<AttachPoint> attachPoint,
    int verifiedInstructions,
    Bytecode bytecode,
    List<MapObject> references) {

  private static final int INSTRUCTION_BYTES = 8;

  /** A function, hook or iterator of the kernel, and where its type information is. */
  record AttachPoint(String function, int btfObject, int btfId) {}

  VerifiedProgram {
    references = List.copyOf(references);
  }

  int translatedBytes() {
    return bytecode.slots() * INSTRUCTION_BYTES;
  }
}
