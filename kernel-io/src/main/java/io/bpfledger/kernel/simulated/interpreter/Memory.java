package io.bpfledger.kernel.simulated.interpreter;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * The memory of one run. An address is the number of a region and an index in it, far enough from
 * the next region that adding and subtracting cannot lead there.
 */
final class Memory {

  private static final int REGION_SHIFT = 32;
  private static final long BIAS = 0x4000_0000L;
  private static final int REGION_LIMIT = 100_000;
  private static final int UNKNOWN_INSTRUCTION = -1;

  private final List<Region> regions = new ArrayList<>();
  private final IdentityHashMap<byte[], TreeMap<Integer, Long>> cells = new IdentityHashMap<>();

  /** Adds a region and answers the address of an index in it. */
  long add(Region region) {
    if (regions.size() >= REGION_LIMIT) {
      throw new Trap(UNKNOWN_INSTRUCTION, "the run uses too much memory");
    }
    regions.add(region);
    return addressOf(regions.size(), region.from());
  }

  private static long addressOf(int number, int index) {
    return ((long) number << REGION_SHIFT) | (BIAS + index);
  }

  /** The address of a map's value: the same for the same value. */
  long addressOf(ProgramMap.Cell cell) {
    return cells
        .computeIfAbsent(cell.bytes(), _ -> new TreeMap<>())
        .computeIfAbsent(
            cell.from(),
            from -> add(new Region("a map value", cell.bytes(), from, from + cell.length())));
  }

  static long base(long address) {
    return address - index(address);
  }

  static long index(long address) {
    return (address & 0xffff_ffffL) - BIAS;
  }

  /** The region of an access, which must lie in it. */
  Region at(long address, int size, int instruction) {
    long number = address >>> REGION_SHIFT;
    if (number < 1 || number > regions.size()) {
      throw new Trap(instruction, "0x" + Long.toHexString(address) + " is no address");
    }
    Region region = regions.get((int) number - 1);
    if (!region.contains(index(address), size)) {
      throw new Trap(
          instruction,
          "an access of "
              + size
              + " bytes at "
              + (index(address) - region.from())
              + " of "
              + region.name()
              + ", which has "
              + (region.to() - region.from()));
    }
    return region;
  }

  byte[] read(long address, int size, int instruction) {
    return at(address, size, instruction).copy((int) index(address), size);
  }

  void write(long address, byte[] data, int instruction) {
    at(address, data.length, instruction).write((int) index(address), data);
  }
}
