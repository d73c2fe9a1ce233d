package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;

/** What the kernel allows a map of each type to be, and what such a map holds. */
final class MapShape {

  private static final int NO_PREALLOCATION = 1;
  private static final int PAGE_BYTES = 4096;
  private static final int NAME_LIMIT = 15;
  private static final int MAX_VALUE_BYTES = 1 << 22;
  private static final int MAX_PER_PROCESSOR_VALUE_BYTES = 1 << 15;

  private MapShape() {}

  static void requireValid(MapSpec spec) {
    requireName(spec.name());
    switch (spec.type()) {
      case ARRAY, PERCPU_ARRAY -> {
        require(spec.keySize() == Integer.BYTES, "the key of an array has 4 bytes");
        requireValues(spec);
      }
      case PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS -> {
        require(
            spec.keySize() == Integer.BYTES && spec.valueSize() == Integer.BYTES,
            "key and value of such an array have 4 bytes");
        require(spec.maxEntries() != 0, "a map has room for at least one value");
      }
      case LPM_TRIE -> {
        require(spec.keySize() > Integer.BYTES && spec.keySize() <= 260, "a key is 5 to 260 bytes");
        require((spec.flags() & NO_PREALLOCATION) != 0, "a trie needs BPF_F_NO_PREALLOC");
        requireValues(spec);
      }
      case QUEUE, STACK -> {
        require(spec.keySize() == 0, "a queue has no keys");
        requireValues(spec);
      }
      case RINGBUF, USER_RINGBUF -> {
        require(spec.keySize() == 0 && spec.valueSize() == 0, "a ring buffer has no values");
        require(
            spec.maxEntries() >= PAGE_BYTES && Integer.bitCount(spec.maxEntries()) == 1,
            "the size of a ring buffer is a power of two and whole pages");
      }
      case UNSPECIFIED -> throw new Refusal(Errno.EINVAL, "a map has a type");
      case HASH,
          PERCPU_HASH,
          LRU_HASH,
          LRU_PERCPU_HASH,
          HASH_OF_MAPS,
          STACK_TRACE,
          DEVMAP,
          SOCKMAP,
          CPUMAP,
          XSKMAP,
          SOCKHASH,
          REUSEPORT_SOCKARRAY,
          DEVMAP_HASH -> {
        require(spec.keySize() > 0, "a key has at least one byte");
        requireValues(spec);
      }
      case CGROUP_STORAGE,
          PERCPU_CGROUP_STORAGE,
          SK_STORAGE,
          STRUCT_OPS,
          INODE_STORAGE,
          TASK_STORAGE,
          BLOOM_FILTER,
          CGRP_STORAGE,
          ARENA -> {}
    }
  }

  private static void requireValues(MapSpec spec) {
    require(spec.valueSize() > 0, "a value has at least one byte");
    require(spec.maxEntries() != 0, "a map has room for at least one value");
    int limit = isPerProcessor(spec.type()) ? MAX_PER_PROCESSOR_VALUE_BYTES : MAX_VALUE_BYTES;
    if (spec.valueSize() > limit) {
      throw new Refusal(Errno.E2BIG, "a value has at most " + limit + " bytes");
    }
  }

  private static void requireName(String name) {
    require(name.length() <= NAME_LIMIT, "a name has at most " + NAME_LIMIT + " characters");
    require(
        name.chars().allMatch(MapShape::mayBeInName),
        "a name holds A-Z, a-z, 0-9, '_' and '.' only");
  }

  private static boolean mayBeInName(int character) {
    return character == '_'
        || character == '.'
        || (character >= '0' && character <= '9')
        || (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z');
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new Refusal(Errno.EINVAL, rule);
    }
  }

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
          RINGBUF,
          USER_RINGBUF,
          STACK_TRACE,
          ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          DEVMAP,
          DEVMAP_HASH,
          SOCKMAP,
          SOCKHASH,
          CPUMAP,
          XSKMAP,
          REUSEPORT_SOCKARRAY,
          CGROUP_STORAGE,
          PERCPU_CGROUP_STORAGE,
          SK_STORAGE,
          STRUCT_OPS,
          INODE_STORAGE,
          TASK_STORAGE,
          BLOOM_FILTER,
          CGRP_STORAGE,
          ARENA ->
          new OpaqueContents(Errno.ENOTSUPP);
      case PERF_EVENT_ARRAY, CGROUP_ARRAY -> new OpaqueContents(Errno.EOPNOTSUPP);
    };
  }
}
