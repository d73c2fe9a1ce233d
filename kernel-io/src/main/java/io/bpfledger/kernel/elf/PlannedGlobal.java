package io.bpfledger.kernel.elf;

import java.nio.ByteBuffer;

/**
 * A new first value of a global variable.
 *
 * @param map the map that holds the variable: the name of its data section
 * @param offset where in the value of that map
 * @param value as many bytes as the variable has, for reading
 */
public record PlannedGlobal(String name, String map, int offset, ByteBuffer value) {

  public PlannedGlobal {
    value = value.asReadOnlyBuffer();
  }

  /** For reading, from its beginning. */
  @Override
  public ByteBuffer value() {
    return value.duplicate();
  }
}
