package io.bpfledger.kernel.simulated.interpreter;

import java.util.Optional;

/** A map as a running program sees it. Changes answer 0 or a negative error number. */
public interface ProgramMap {

  /** The memory of one value: what is written to it is in the map at once. */
  @SuppressWarnings("ArrayRecordComponent") // it is the map's own memory, never compared
  record Cell(byte[] bytes, int from, int length) {}

  int keySize();

  int valueSize();

  /** The value of this CPU at the key. */
  Optional<Cell> cell(byte[] key);

  int update(byte[] key, byte[] value, long flags);

  int delete(byte[] key);

  /** Takes room in a ring buffer; false when there is none. */
  boolean reserve(int size);

  /** What a tail call to the slot runs. */
  Optional<Code> tailTarget(int slot);
}
