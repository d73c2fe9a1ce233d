package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import java.util.Optional;

/** What a kernel must have to load a program of some type; empty for what every kernel has. */
final class NeededFeature {

  private NeededFeature() {}

  static Optional<Feature> of(PlannedProgram program) {
    return switch (program.type()) {
      case TRACING -> program.attachType().flatMap(NeededFeature::ofTracing);
      case KPROBE -> program.attachType().flatMap(NeededFeature::ofProbe);
      case LSM -> Optional.of(Feature.LSM);
      case EXTENSION -> Optional.of(Feature.EXTENSION);
      case NETFILTER -> Optional.of(Feature.NETFILTER_LINK);
      case SK_LOOKUP -> Optional.of(Feature.SK_LOOKUP);
      case STRUCT_OPS -> Optional.of(Feature.STRUCT_OPS);
      case XDP -> program.handlesFrags() ? Optional.of(Feature.XDP_FRAGS) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Feature> ofTracing(AttachType attachType) {
    return switch (attachType) {
      case TRACE_FENTRY, TRACE_FEXIT, MODIFY_RETURN -> Optional.of(Feature.TRAMPOLINE);
      case TRACE_RAW_TRACEPOINT -> Optional.of(Feature.TP_BTF);
      case TRACE_ITER -> Optional.of(Feature.ITERATOR);
      default -> Optional.empty();
    };
  }

  private static Optional<Feature> ofProbe(AttachType attachType) {
    return switch (attachType) {
      case TRACE_KPROBE_MULTI -> Optional.of(Feature.KPROBE_MULTI);
      case TRACE_UPROBE_MULTI -> Optional.of(Feature.UPROBE_MULTI);
      default -> Optional.empty();
    };
  }
}
