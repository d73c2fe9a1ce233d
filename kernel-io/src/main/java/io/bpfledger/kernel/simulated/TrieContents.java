package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.UpdateMode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A trie of prefixes: a key is a prefix length and that many bits; the longest match is found. */
final class TrieContents implements MapContents {

  private final int maxEntries;
  private final int maxPrefixBits;
  private final TreeMap<byte[], byte[]> cells = new TreeMap<>(Arrays::compareUnsigned);

  TrieContents(int maxEntries, int keySize) {
    this.maxEntries = maxEntries;
    this.maxPrefixBits = (keySize - Integer.BYTES) * Byte.SIZE;
  }

  @Override
  public Optional<byte[]> read(byte[] key) {
    return cell(key).map(byte[]::clone);
  }

  @Override
  public void write(byte[] key, byte[] value, UpdateMode mode) {
    byte[] prefix = masked(key);
    boolean present = cells.containsKey(prefix);
    if (present && mode == UpdateMode.ONLY_NEW) {
      throw MapContents.exists();
    }
    if (!present && mode == UpdateMode.ONLY_EXISTING) {
      throw MapContents.absent();
    }
    if (!present && Integer.compareUnsigned(cells.size(), maxEntries) >= 0) {
      throw new Refusal(Errno.ENOSPC, "the map is full");
    }
    cells.put(prefix, value.clone());
  }

  @Override
  public void delete(byte[] key) {
    if (cells.remove(masked(key)) == null) {
      throw MapContents.absent();
    }
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
    for (int bits = prefixBits(key); bits >= 0; bits--) {
      byte[] found = cells.get(prefixOf(key, bits));
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private byte[] masked(byte[] key) {
    return prefixOf(key, prefixBits(key));
  }

  private int prefixBits(byte[] key) {
    int bits = NativeBytes.readInt(key);
    if (bits < 0 || bits > maxPrefixBits) {
      throw new Refusal(Errno.EINVAL, "the prefix is longer than the key");
    }
    return bits;
  }

  private static byte[] prefixOf(byte[] key, int bits) {
    byte[] prefix = key.clone();
    NativeBytes.buffer(prefix).putInt(0, bits);
    for (int at = Integer.BYTES; at < prefix.length; at++) {
      int keep = Math.clamp(bits - (long) (at - Integer.BYTES) * Byte.SIZE, 0, Byte.SIZE);
      prefix[at] &= (byte) (0xff00 >> keep);
    }
    return prefix;
  }
}
