package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ProgramType;
import java.util.Optional;

/**
 * What the name of a section says about the programs in it.
 *
 * @param attachType the attach type to load with; empty for zero
 * @param kind how it can be attached; empty where it cannot be attached by us, or not by itself
 * @param target the function, tracepoint, hook, direction or path that the name carries
 * @param sleepable whether the program may sleep
 * @param frags whether an XDP program handles packets in fragments
 * @param atReturn whether a program of a multi kind runs where the functions return
 */
public record SectionMeaning(
    ProgramType programType,
    Optional<AttachType> attachType,
    Optional<AttachKind> kind,
    Optional<String> target,
    boolean sleepable,
    boolean frags,
    boolean atReturn) {

  private static final int FLAG_SLEEPABLE = 1 << 4;
  static final int FLAG_FRAGS = 1 << 5;

  /** The BPF_F_* bits to load with. */
  public int loadFlags() {
    return (sleepable ? FLAG_SLEEPABLE : 0) | (frags ? FLAG_FRAGS : 0);
  }
}
