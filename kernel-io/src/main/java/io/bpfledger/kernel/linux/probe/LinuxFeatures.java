package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Probes each feature once, on first demand. */
public final class LinuxFeatures implements Features {

  /** A lock and no monitor, as a probe blocks for some milliseconds. */
  private final ReentrantLock probing = new ReentrantLock();

  private final Map<Feature, FeatureState> found = new EnumMap<>(Feature.class);
  private final TracingProbes tracing = new TracingProbes();

  @Override
  public FeatureState probe(Feature feature) {
    probing.lock();
    try {
      FeatureState known = found.get(feature);
      if (known != null) {
        return known;
      }
      FeatureState state = attempt(feature).state(privileged());
      if (!(state instanceof FeatureState.Unknown)) {
        found.put(feature, state);
      }
      return state;
    } finally {
      probing.unlock();
    }
  }

  @Override
  public Map<Feature, FeatureState> probeAll() {
    Map<Feature, FeatureState> all = new EnumMap<>(Feature.class);
    for (Feature feature : Feature.values()) {
      all.put(feature, probe(feature));
    }
    return Collections.unmodifiableMap(all);
  }

  private Attempt attempt(Feature feature) {
    return switch (feature) {
      case KPROBE -> PerfProbes.kprobe();
      case UPROBE -> PerfProbes.uprobe();
      case KPROBE_MULTI -> LinkProbes.kprobeMulti();
      case UPROBE_MULTI -> LinkProbes.uprobeMulti();
      case PERF_LINK -> LinkProbes.perf();
      case BPF_COOKIE -> ProgramProbes.cookie();
      case RAW_TRACEPOINT_COOKIE -> LinkProbes.rawTracepointCookie();
      case XDP_LINK -> InterfaceProbes.xdpLink();
      case XDP_FRAGS -> ProgramProbes.xdpFrags();
      case TCX -> LinkProbes.tcx();
      case CLS_BPF -> InterfaceProbes.filter();
      case NETFILTER_LINK -> LinkProbes.netfilter();
      case TRAMPOLINE -> tracing.trampoline();
      case TP_BTF -> tracing.tracepoint();
      case LSM -> tracing.securityModule();
      case EXTENSION -> ProgramProbes.extension();
      case ITERATOR -> tracing.iterator();
      case CGROUP_LINK -> LinkProbes.cgroup();
      case SK_LOOKUP -> LinkProbes.socketLookup();
      case STRUCT_OPS -> tracing.structOps();
      case STRUCT_OPS_LINK -> tracing.structOpsLink();
      case PROG_BIND_MAP -> ProgramProbes.bindMap();
      case LINK_DETACH -> LinkProbes.detach();
      case TAIL_CALL_IN_SUBPROGRAM -> ProgramProbes.tailCallInSubprogram();
      case TEST_RUN -> ProgramProbes.testRun();
      case RING_BUFFER -> ProgramProbes.ringBuffer();
      case VMLINUX_BTF -> tracing.kernelTypes();
      case BPF_EVENTS -> PerfProbes.bpfEvents();
    };
  }

  /** Enumeration takes CAP_SYS_ADMIN and nothing else; no feature takes more. */
  private static boolean privileged() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 12);
      long answer = SystemCalls.bpf(BpfCommand.PROG_GET_NEXT_ID, attribute);
      return answer != -Errno.EPERM.number();
    }
  }
}
