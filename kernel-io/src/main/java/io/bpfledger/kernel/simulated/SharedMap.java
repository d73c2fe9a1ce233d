package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapSpec;

/** Whether a map can stand in for one that an object declares. */
final class SharedMap {

  /** Some kernels add this bit to a device map by themselves. */
  private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

  private SharedMap() {}

  static void requireAlike(MapSpec declared, MapSpec shared) {
    requireSame("type", declared.type(), shared.type());
    requireSame("key size", declared.keySize(), shared.keySize());
    requireSame("value size", declared.valueSize(), shared.valueSize());
    // Zero stands for a number that depends on the machine.
    if (declared.maxEntries() != 0) {
      requireSame("entries", declared.maxEntries(), shared.maxEntries());
    }
    requireSame(
        "flags",
        declared.flags() & ~READ_ONLY_FOR_PROGRAMS,
        shared.flags() & ~READ_ONLY_FOR_PROGRAMS);
  }

  private static void requireSame(String what, Object declared, Object shared) {
    if (!declared.equals(shared)) {
      throw new Refusal(
          Errno.EINVAL,
          "it is declared with %s %s, but the map to use has %s".formatted(what, declared, shared));
    }
  }
}
