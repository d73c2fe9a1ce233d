package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;

/** What the kernel allows a map of each type to be. */
final class MapRules {

  private static final int NO_PREALLOCATION = 1;
  private static final int HASH_FLAGS = 0x1df;
  private static final int ARRAY_FLAGS = 0x159c;
  private static final int PAGE_BYTES = 4096;
  private static final int NAME_LIMIT = 15;
  private static final long MEMORY_LIMIT = 1L << 34;
  private static final int ARRAY_VALUE_LIMIT = 1 << 26;
  private static final int VALUE_LIMIT = 1 << 22;
  private static final int PER_PROCESSOR_VALUE_LIMIT = 1 << 15;

  private MapRules() {}

  static void requireValid(MapSpec spec) {
    requireName(spec.name());
    switch (spec.type()) {
      case ARRAY, PERCPU_ARRAY -> {
        require(spec.keySize() == Integer.BYTES, "the key of an array has 4 bytes");
        require((spec.flags() & ~ARRAY_FLAGS) == 0, "an array has none of these flags");
        requireValues(spec);
      }
      case PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS -> {
        require(
            spec.keySize() == Integer.BYTES && spec.valueSize() == Integer.BYTES,
            "key and value of such an array have 4 bytes");
        requireRoom(spec);
      }
      case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> {
        require((spec.flags() & ~HASH_FLAGS) == 0, "a hash has none of these flags");
        requireKey(spec);
        requireValues(spec);
      }
      case LPM_TRIE -> {
        require(spec.keySize() > Integer.BYTES && spec.keySize() <= 260, "a key is 5 to 260 bytes");
        require((spec.flags() & NO_PREALLOCATION) != 0, "a trie needs BPF_F_NO_PREALLOC");
        requireValues(spec);
      }
      case QUEUE, STACK, BLOOM_FILTER -> {
        require(spec.keySize() == 0, "a map of this type has no keys");
        requireValues(spec);
      }
      case RINGBUF, USER_RINGBUF -> {
        require(spec.keySize() == 0 && spec.valueSize() == 0, "a ring buffer has no values");
        require(
            spec.maxEntries() >= PAGE_BYTES && Integer.bitCount(spec.maxEntries()) == 1,
            "the size of a ring buffer is a power of two and whole pages");
      }
      case STACK_TRACE -> {
        require(spec.keySize() == Integer.BYTES, "the key of a stack trace has 4 bytes");
        require(
            spec.valueSize() >= Long.BYTES && spec.valueSize() % Long.BYTES == 0,
            "a stack trace is made of addresses");
        requireRoom(spec);
      }
      case HASH_OF_MAPS,
          DEVMAP,
          SOCKMAP,
          CPUMAP,
          XSKMAP,
          SOCKHASH,
          REUSEPORT_SOCKARRAY,
          DEVMAP_HASH -> {
        requireKey(spec);
        requireValues(spec);
      }
      case UNSPECIFIED -> throw new Refusal(Errno.EINVAL, "a map has a type");
      case STRUCT_OPS, ARENA -> {}
      case CGROUP_STORAGE,
          PERCPU_CGROUP_STORAGE,
          SK_STORAGE,
          INODE_STORAGE,
          TASK_STORAGE,
          CGRP_STORAGE ->
          require(spec.maxEntries() == 0, "a storage has no number of entries");
    }
  }

  /** Some maps need type information or a pattern, which only an object file can give. */
  static void requireMakeableAlone(MapType type) {
    switch (type) {
      case ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          STRUCT_OPS,
          SK_STORAGE,
          INODE_STORAGE,
          TASK_STORAGE,
          CGRP_STORAGE ->
          throw new Refusal(Errno.EINVAL, "a map of this type is made from an object file only");
      default -> {}
    }
  }

  private static void requireKey(MapSpec spec) {
    require(spec.keySize() > 0, "a key has at least one byte");
  }

  private static void requireRoom(MapSpec spec) {
    require(spec.maxEntries() != 0, "a map has room for at least one value");
    long bytes = Integer.toUnsignedLong(spec.maxEntries()) * Math.max(1, spec.valueSize());
    if (bytes > MEMORY_LIMIT && (spec.flags() & NO_PREALLOCATION) == 0) {
      throw new Refusal(Errno.ENOMEM, "the machine has not that much memory");
    }
  }

  private static void requireValues(MapSpec spec) {
    require(spec.valueSize() > 0, "a value has at least one byte");
    requireRoom(spec);
    int limit =
        switch (spec.type()) {
          case PERCPU_ARRAY, PERCPU_HASH, LRU_PERCPU_HASH -> PER_PROCESSOR_VALUE_LIMIT;
          case ARRAY -> ARRAY_VALUE_LIMIT;
          default -> VALUE_LIMIT;
        };
    if (spec.valueSize() > limit) {
      throw new Refusal(Errno.E2BIG, "a value has at most " + limit + " bytes");
    }
  }

  private static void requireName(String name) {
    require(name.length() <= NAME_LIMIT, "a name has at most " + NAME_LIMIT + " characters");
    require(
        name.chars().allMatch(MapRules::mayBeInName),
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
}
