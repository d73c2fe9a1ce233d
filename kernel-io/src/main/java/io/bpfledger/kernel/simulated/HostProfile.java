package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.FeatureState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a simulated machine is like.
 *
 * @param kernelRelease as uname says
 * @param processors how many CPUs it has
 * @param handleLimit how many handles a process may have open; one more is EMFILE
 * @param preloadedIterators whether a fresh bpffs shows the kernel's own maps.debug and progs.debug
 * @param absent what its kernel lacks, and how it says so
 */
public record HostProfile(
    String kernelRelease,
    int processors,
    int handleLimit,
    boolean preloadedIterators,
    Map<Feature, FeatureState.Absent> absent) {

  private static final String TRAMPOLINE_POLICY = "the kernel's policy refuses to load it";

  public HostProfile {
    if (processors < 1 || handleLimit < 1) {
      throw new IllegalArgumentException("a machine has a CPU, and a process handles");
    }
    EnumMap<Feature, FeatureState.Absent> copy = new EnumMap<>(Feature.class);
    copy.putAll(absent);
    absent = Collections.unmodifiableMap(copy);
  }

  /** A kernel that has everything. */
  public static HostProfile complete() {
    return new HostProfile("6.18.0-simulated", 2, 20_000, false, Map.of());
  }

  /**
   * A hardened cloud kernel, as measured on a real one: no kprobes, and the policy refuses programs
   * that patch functions.
   */
  public static HostProfile hardened() {
    return new HostProfile("6.18.0-hardened", 2, 20_000, true, Map.of())
        .without(Feature.KPROBE, Errno.ENOENT, "there is no kprobe event source")
        .without(Feature.KPROBE_MULTI, Errno.EOPNOTSUPP, "links of kprobe_multi are refused")
        .without(Feature.TRAMPOLINE, Errno.EPERM, TRAMPOLINE_POLICY)
        .without(Feature.LSM, Errno.EPERM, TRAMPOLINE_POLICY)
        .without(Feature.EXTENSION, Errno.EPERM, TRAMPOLINE_POLICY);
  }

  public HostProfile without(Feature feature, Errno errno, String reason) {
    EnumMap<Feature, FeatureState.Absent> more = new EnumMap<>(Feature.class);
    more.putAll(absent);
    more.put(feature, new FeatureState.Absent(errno, reason));
    return new HostProfile(kernelRelease, processors, handleLimit, preloadedIterators, more);
  }

  public HostProfile withProcessors(int count) {
    return new HostProfile(kernelRelease, count, handleLimit, preloadedIterators, absent);
  }

  public HostProfile withHandleLimit(int limit) {
    return new HostProfile(kernelRelease, processors, limit, preloadedIterators, absent);
  }
}
