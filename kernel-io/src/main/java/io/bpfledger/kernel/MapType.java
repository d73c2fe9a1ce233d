package io.bpfledger.kernel;

import java.util.Locale;
import java.util.Optional;

/** The kernel's map types, in the order of their numbers. */
@SuppressWarnings("EnumOrdinal") // the order is the kernel's numbering
public enum MapType {
  UNSPECIFIED,
  HASH,
  ARRAY,
  PROG_ARRAY,
  PERF_EVENT_ARRAY,
  PERCPU_HASH,
  PERCPU_ARRAY,
  STACK_TRACE,
  CGROUP_ARRAY,
  LRU_HASH,
  LRU_PERCPU_HASH,
  LPM_TRIE,
  ARRAY_OF_MAPS,
  HASH_OF_MAPS,
  DEVMAP,
  SOCKMAP,
  CPUMAP,
  XSKMAP,
  SOCKHASH,
  CGROUP_STORAGE,
  REUSEPORT_SOCKARRAY,
  PERCPU_CGROUP_STORAGE,
  QUEUE,
  STACK,
  SK_STORAGE,
  DEVMAP_HASH,
  STRUCT_OPS,
  RINGBUF,
  INODE_STORAGE,
  TASK_STORAGE,
  BLOOM_FILTER,
  USER_RINGBUF,
  CGRP_STORAGE,
  ARENA;

  public int number() {
    return ordinal();
  }

  /** The name that bpftool uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type with this number, or nothing for one that is newer than this table. */
  public static Optional<MapType> numbered(int number) {
    MapType[] types = values();
    return number >= 0 && number < types.length ? Optional.of(types[number]) : Optional.empty();
  }
}
