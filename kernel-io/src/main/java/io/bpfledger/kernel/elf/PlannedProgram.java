package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.ProgramType;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A chosen program, and as what it will be loaded.
 *
 * @param attachType the attach type to load with; empty for zero
 * @param target the function, tracepoint, hook or iterator that loading it must find; empty for
 *     types that need none
 * @param flags the BPF_F_* bits to load with
 * @param maps the maps it uses, directly or through functions it calls, by name
 */
public record PlannedProgram(
    String name,
    ProgramType type,
    Optional<AttachType> attachType,
    Optional<String> target,
    int flags,
    SortedSet<String> maps) {

  public boolean handlesFrags() {
    return (flags & SectionMeaning.FLAG_FRAGS) != 0;
  }

  /** What a kernel must have to load it; empty for what every kernel has. */
  public Optional<Feature> neededFeature() {
    return NeededFeature.of(this);
  }

  /** The type as people call it, such as {@code tracing (trace_fentry)}. */
  public String typeWords() {
    return type.word() + attachType.map(attach -> " (" + attach.word() + ")").orElse("");
  }
}
