package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A map made to see whether the kernel makes it.
 *
 * @param kernelValueType the kernel's structure that a struct_ops map replaces, 0 for none
 */
record ProbeMap(
    MapType type, int keyBytes, int valueBytes, int maxEntries, int flags, int kernelValueType) {

  private static final int ATTRIBUTE_BYTES = 64;
  private static final int OWN_TYPES = 48;
  private static final int KERNEL_VALUE_TYPE = 60;
  private static final int NO_DESCRIPTOR = -1;

  static ProbeMap of(MapType type, int keyBytes, int valueBytes, int maxEntries) {
    return new ProbeMap(type, keyBytes, valueBytes, maxEntries, 0, 0);
  }

  /**
   * Answers a descriptor, or the negative errno. A struct_ops map also takes type information of
   * the object it comes from. Here it has none: EBADF says that all else was in order.
   */
  long create() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
      Memory.setInt(attribute, 0, type.number());
      Memory.setInt(attribute, 4, keyBytes);
      Memory.setInt(attribute, 8, valueBytes);
      Memory.setInt(attribute, 12, maxEntries);
      Memory.setInt(attribute, 16, flags);
      if (kernelValueType != 0) {
        Memory.setInt(attribute, OWN_TYPES, NO_DESCRIPTOR);
        Memory.setInt(attribute, KERNEL_VALUE_TYPE, kernelValueType);
      }
      return SystemCalls.bpf(BpfCommand.MAP_CREATE, attribute);
    }
  }
}
