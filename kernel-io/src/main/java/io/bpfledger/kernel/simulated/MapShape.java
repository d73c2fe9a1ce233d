package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.simulated.OpaqueContents.Answers;
import io.bpfledger.kernel.simulated.OpaqueContents.Walk;
import java.util.Optional;

/** What a map of each type holds, and how large its values are to user space. */
final class MapShape {

  private MapShape() {}

  static boolean isPerProcessor(MapType type) {
    return type == MapType.PERCPU_ARRAY
        || type == MapType.PERCPU_HASH
        || type == MapType.LRU_PERCPU_HASH;
  }

  /** How many bytes user space reads and writes: of a per-CPU map a value for each CPU. */
  static int userValueSize(MapSpec spec, int processors) {
    return isPerProcessor(spec.type()) ? processorValueSize(spec) * processors : spec.valueSize();
  }

  /** The bytes of one CPU's value: whole words of eight. */
  static int processorValueSize(MapSpec spec) {
    return (spec.valueSize() + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  static MapContents contents(MapSpec spec, int processors) {
    return switch (spec.type()) {
      case ARRAY, PERCPU_ARRAY ->
          new ArrayContents(spec.maxEntries(), userValueSize(spec, processors));
      case HASH, PERCPU_HASH -> new HashContents(spec.maxEntries(), false);
      case LRU_HASH, LRU_PERCPU_HASH -> new HashContents(spec.maxEntries(), true);
      case PROG_ARRAY -> new ProgramArray(spec.maxEntries());
      case LPM_TRIE -> new TrieContents(spec.maxEntries(), spec.keySize());
      case QUEUE -> new QueueContents(spec.maxEntries(), false);
      case STACK -> new QueueContents(spec.maxEntries(), true);
      case UNSPECIFIED,
          PERF_EVENT_ARRAY,
          STACK_TRACE,
          CGROUP_ARRAY,
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
          SK_STORAGE,
          DEVMAP_HASH,
          STRUCT_OPS,
          RINGBUF,
          INODE_STORAGE,
          TASK_STORAGE,
          BLOOM_FILTER,
          USER_RINGBUF,
          CGRP_STORAGE,
          ARENA ->
          new OpaqueContents(answers(spec));
    };
  }

  private static Answers answers(MapSpec spec) {
    Walk slots = new Walk.Slots(spec.maxEntries());
    Walk empty = new Walk.Empty();
    Optional<Errno> nothing = Optional.empty();
    Optional<Errno> absent = Optional.of(Errno.ENOENT);
    return switch (spec.type()) {
      case PERF_EVENT_ARRAY, CGROUP_ARRAY ->
          new Answers(Optional.of(Errno.ENOTSUPP), Errno.EBADF, absent, slots);
      case STACK_TRACE, DEVMAP_HASH, HASH_OF_MAPS ->
          new Answers(nothing, Errno.EINVAL, absent, empty);
      case ARRAY_OF_MAPS -> new Answers(nothing, Errno.EINVAL, absent, slots);
      case DEVMAP, CPUMAP -> new Answers(nothing, Errno.EINVAL, nothing, slots);
      case XSKMAP -> new Answers(Optional.of(Errno.EOPNOTSUPP), Errno.ENOTSOCK, nothing, slots);
      case SOCKMAP ->
          new Answers(Optional.of(Errno.ENOSPC), Errno.ENOTSOCK, Optional.of(Errno.EINVAL), slots);
      case SOCKHASH -> new Answers(Optional.of(Errno.ENOSPC), Errno.ENOTSOCK, absent, empty);
      case REUSEPORT_SOCKARRAY -> new Answers(nothing, Errno.ENOTSOCK, absent, slots);
      case BLOOM_FILTER ->
          new Answers(
              nothing,
              Errno.EINVAL,
              Optional.of(Errno.EOPNOTSUPP),
              new Walk.Refused(Errno.EOPNOTSUPP));
      default -> Answers.refusing(Errno.ENOTSUPP);
    };
  }
}
