package io.bpfledger.kernel.linux.libbpf;

import java.lang.foreign.MemorySegment;

/** Reads names that libbpf holds. */
final class NativeText {

  /** Names come from the object's string table, which the inspection has bounded before. */
  private static final int LIMIT = 4_096;

  private NativeText() {}

  @SuppressWarnings("restricted") // libbpf answers an address of a string that ends with a zero
  static String at(long address) {
    return MemorySegment.ofAddress(address).reinterpret(LIMIT).getString(0);
  }
}
