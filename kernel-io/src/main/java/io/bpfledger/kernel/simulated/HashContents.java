package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.UpdateMode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A hash. Walked in the order of its keys, which the kernel does not promise either. */
final class HashContents implements MapContents {

  private final int maxEntries;
  private final boolean evictsOldest;
  private final TreeMap<byte[], byte[]> cells = new TreeMap<>(Arrays::compareUnsigned);
  private final Deque<byte[]> byAge = new ArrayDeque<>();

  HashContents(int maxEntries, boolean evictsOldest) {
    this.maxEntries = maxEntries;
    this.evictsOldest = evictsOldest;
  }

  @Override
  public Optional<byte[]> read(byte[] key) {
    return cell(key).map(byte[]::clone);
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    boolean present = cells.containsKey(key);
    if (present && mode == UpdateMode.ONLY_NEW) {
      throw MapContents.exists();
    }
    if (!present && mode == UpdateMode.ONLY_EXISTING) {
      throw MapContents.absent();
    }
    if (!present && Integer.compareUnsigned(cells.size(), maxEntries) >= 0) {
      makeRoom();
    }
    byte[] ownKey = key.clone();
    cells.put(ownKey, value.clone());
    if (evictsOldest && !present) {
      byAge.addLast(ownKey);
    }
  }

  private void makeRoom() {
    if (!evictsOldest) {
      throw MapContents.full();
    }
    cells.remove(byAge.removeFirst());
  }

  @Override
  public void delete(byte[] key) {
    if (cells.remove(key) == null) {
      throw MapContents.absent();
    }
    byAge.removeIf(old -> Arrays.equals(old, key));
  }

  @Override
  public Optional<byte[]> keyAfter(Optional<byte[]> key) {
    Map.Entry<byte[], byte[]> entry =
        key.isPresent() && cells.containsKey(key.get())
            ? cells.higherEntry(key.get())
            : cells.firstEntry();
    return Optional.ofNullable(entry).map(found -> found.getKey().clone());
  }

  @Override
  public Optional<byte[]> cell(byte[] key) {
    return Optional.ofNullable(cells.get(key));
  }
}
