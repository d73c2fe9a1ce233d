package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.Optional;
import java.util.TreeMap;

/** An array: all its values are there from the start, as zeros, and none can be deleted. */
final class ArrayContents implements MapContents {

  private final int maxEntries;
  private final int cellSize;

  /** Only values that were ever asked for, so that a large array costs nothing. */
  private final TreeMap<Integer, byte[]> cells = new TreeMap<>();

  ArrayContents(int maxEntries, int cellSize) {
    this.maxEntries = maxEntries;
    this.cellSize = cellSize;
  }

  @Override
  public Optional<byte[]> read(byte[] key) {
    return cell(key).map(byte[]::clone);
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    int index = NativeBytes.readInt(key);
    if (isOutside(index)) {
      throw new Refusal(Errno.E2BIG, "the array ends before that index");
    }
    if (mode == UpdateMode.ONLY_NEW) {
      throw MapContents.exists();
    }
    System.arraycopy(value, 0, cellAt(index), 0, cellSize);
  }

  @Override
  public void delete(byte[] key) {
    throw new Refusal(Errno.EINVAL, "values of an array cannot be deleted");
  }

  @Override
  public Optional<byte[]> keyAfter(Optional<byte[]> key) {
    return indexAfter(key, maxEntries);
  }

  /** The way all arrays are walked, the program array too. */
  static Optional<byte[]> indexAfter(Optional<byte[]> key, int maxEntries) {
    if (key.isEmpty()) {
      return Optional.of(NativeBytes.ofInt(0));
    }
    int index = NativeBytes.readInt(key.get());
    if (Integer.compareUnsigned(index, maxEntries) >= 0) {
      return Optional.of(NativeBytes.ofInt(0));
    }
    return index == maxEntries - 1 ? Optional.empty() : Optional.of(NativeBytes.ofInt(index + 1));
  }

  @Override
  public Optional<byte[]> cell(byte[] key) {
    int index = NativeBytes.readInt(key);
    return isOutside(index) ? Optional.empty() : Optional.of(cellAt(index));
  }

  private byte[] cellAt(int index) {
    return cells.computeIfAbsent(index, _ -> new byte[cellSize]);
  }

  private boolean isOutside(int index) {
    return Integer.compareUnsigned(index, maxEntries) >= 0;
  }
}
