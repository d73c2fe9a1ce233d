package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.elf.PlannedProgram;
import io.bpfledger.kernel.simulated.interpreter.ContextShape;
import java.util.Optional;
import java.util.Set;

/** What a kernel must have, and know, to take a program of some type. */
final class LoadFeatures {

  private static final Set<String> ITERATORS =
      Set.of(
          "bpf_link",
          "bpf_map",
          "bpf_map_elem",
          "bpf_prog",
          "bpf_sk_storage_map",
          "cgroup",
          "ipv6_route",
          "ksym",
          "netlink",
          "sockmap",
          "task",
          "task_file",
          "task_vma",
          "tcp",
          "udp",
          "unix");

  private LoadFeatures() {}

  static void require(Machine machine, PlannedProgram program) {
    needed(program).ifPresent(machine::require);
  }

  private static Optional<Feature> needed(PlannedProgram program) {
    return switch (program.type()) {
      case TRACING -> program.attachType().flatMap(LoadFeatures::ofTracing);
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

  /** What a tracing program is loaded for; ESRCH when the kernel has no such thing. */
  static VerifiedProgram.AttachPoint attachPoint(
      Machine machine, PlannedProgram program, String target) {
    machine.require(Feature.VMLINUX_BTF);
    boolean known =
        switch (program.attachType().orElse(AttachType.TRACE_FENTRY)) {
          case TRACE_RAW_TRACEPOINT -> machine.hooks().hasRawTracepoint(target);
          case TRACE_ITER -> ITERATORS.contains(target);
          default -> machine.hooks().hasFunction(target);
        };
    if (!known) {
      throw new Refusal(Errno.ESRCH, "this kernel has nothing named " + target);
    }
    return new VerifiedProgram.AttachPoint(
        target, machine.vmlinuxBtfId(), machine.hooks().btfId(target));
  }

  static ContextShape contextShape(ProgramType type) {
    return switch (type) {
      case XDP -> ContextShape.XDP;
      case SCHED_CLS, SCHED_ACT, CGROUP_SKB, SOCKET_FILTER -> ContextShape.SOCKET_BUFFER;
      case STRUCT_OPS -> ContextShape.CALLBACK;
      default -> ContextShape.OTHER;
    };
  }
}
