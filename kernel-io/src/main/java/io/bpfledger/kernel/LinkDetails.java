package io.bpfledger.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel tells of a link beyond its program, by link type. An interface index of 0 means
 * that the link is defunct: detached by force, or its device is gone.
 */
public sealed interface LinkDetails {

  /** Raw tracepoints and tp_btf, which the kernel tells as one. */
  record RawTracepoint(String name, OptionalLong cookie) implements LinkDetails {}

  /** fentry, fexit, fmod_ret, LSM, freplace. Ids are 0 where an old kernel keeps them. */
  record Tracing(int attachTypeNumber, int targetObject, int targetBtfId, OptionalLong cookie)
      implements LinkDetails {}

  record Cgroup(long cgroupId, int attachTypeNumber) implements LinkDetails {}

  record Iterator(String target, Optional<MapId> map) implements LinkDetails {}

  record NetworkNamespaceHook(long namespaceInode, int attachTypeNumber) implements LinkDetails {}

  record Xdp(int interfaceIndex) implements LinkDetails {}

  record Tcx(int interfaceIndex, int attachTypeNumber) implements LinkDetails {}

  record Netfilter(int protocolFamily, int hook, int priority, int flags) implements LinkDetails {}

  record StructOps(Optional<MapId> map) implements LinkDetails {}

  record Tracepoint(String name, OptionalLong cookie) implements LinkDetails {}

  record Kprobe(
      boolean atReturn,
      String symbol,
      int offset,
      long address,
      OptionalLong missed,
      OptionalLong cookie)
      implements LinkDetails {}

  record Uprobe(boolean atReturn, String path, long offset, OptionalLong cookie)
      implements LinkDetails {}

  record PerfEvent(int eventType, long config, OptionalLong cookie) implements LinkDetails {}

  record KprobeMulti(int count, boolean atReturn, OptionalLong missed) implements LinkDetails {}

  record UprobeMulti(String path, List<Long> offsets, int count, boolean atReturn, int pid)
      implements LinkDetails {

    public UprobeMulti {
      offsets = List.copyOf(offsets);
    }
  }

  /** A type that this table does not know, or one of which this kernel tells nothing more. */
  record Unknown() implements LinkDetails {}
}
