package io.bpfledger.kernel.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages objects where it hurts: mostly one or a few fields of structures it can find, sometimes
 * bytes anywhere, and sometimes the shape of the whole file. The same random numbers always give
 * the same damage.
 */
final class ElfMutator {

  private static final int MUTATIONS = 4;
  private static final int SECTION_HEADER_BYTES = 64;

  private static final long[] HOSTILE = {
    0,
    1,
    -1,
    7,
    8,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0xffff_fff8L,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    ElfLimits.FILE_BYTES,
    ElfLimits.ZERO_BYTES,
  };

  private final SplittableRandom random;

  ElfMutator(SplittableRandom random) {
    this.random = random;
  }

  /** An object to be damaged, or a part to damage others with. */
  static final class Seed {

    private final byte[] bytes;
    private final ElfLayout layout;

    Seed(byte[] bytes) {
      this.bytes = bytes;
      this.layout = ElfLayout.of(bytes);
    }
  }

  /** A damaged copy of one of the objects; parts of the others may get into it. */
  byte[] mutant(List<Seed> seeds) {
    Seed seed = pick(seeds);
    byte[] bytes = seed.bytes.clone();
    ElfLayout layout = seed.layout;
    int mutations = 1 + random.nextInt(MUTATIONS);
    for (int i = 0; i < mutations && !layout.tables().isEmpty(); i++) {
      byte[] mutated = mutate(bytes, layout, pick(seeds).bytes);
      if (mutated.length != bytes.length) {
        layout = ElfLayout.of(mutated);
      }
      bytes = mutated;
    }
    return bytes;
  }

  private byte[] mutate(byte[] bytes, ElfLayout layout, byte[] other) {
    int kind = random.nextInt(100);
    if (kind < 62) {
      smashField(bytes, layout);
    } else if (kind < 70) {
      copyEntry(bytes, layout);
    } else if (kind < 77) {
      flipBytes(bytes);
    } else if (kind < 82) {
      renameSection(bytes, layout);
    } else if (kind < 86) {
      splice(bytes, other);
    } else if (kind < 90) {
      return appendSection(bytes, layout);
    } else if (kind < 93) {
      return growTable(bytes, layout);
    } else if (kind < 96) {
      swapSections(bytes, layout);
    } else if (kind < 98) {
      moveRange(bytes);
    } else {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    return bytes;
  }

  /**
   * Tables of every shape are hit alike, however many of them there are and however large; only
   * those less whose damage mostly ends everything at the first check.
   */
  private ElfLayout.Table pickTable(ElfLayout layout) {
    List<ElfLayout.Table> alike = pick(layout.tables());
    if (alike.getFirst().shape().shallow() && random.nextInt(8) > 0) {
      alike = pick(layout.tables());
    }
    return pick(alike);
  }

  private void smashField(byte[] bytes, ElfLayout layout) {
    ElfLayout.Table table = pickTable(layout);
    ElfLayout.Shape shape = table.shape();
    int field = random.nextInt(shape.fieldCount());
    int at =
        table.offset()
            + random.nextInt(table.entries()) * shape.entryBytes()
            + shape.fieldOffset(field);
    int width = shape.fieldWidth(field);
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long before = read(file, at, width);
    write(file, at, width, hostile(before, bytes.length));
  }

  private long hostile(long before, int fileBytes) {
    return switch (random.nextInt(6)) {
      case 0 -> HOSTILE[random.nextInt(HOSTILE.length)];
      case 1 -> before + random.nextInt(-9, 10);
      case 2 -> random.nextInt(64);
      case 3 -> random.nextInt(fileBytes + 64);
      case 4 -> before ^ (1L << random.nextInt(64));
      default -> random.nextLong();
    };
  }

  /** An entry of a table in the place of another: valid by itself, at odds with the rest. */
  private void copyEntry(byte[] bytes, ElfLayout layout) {
    ElfLayout.Table table = pickTable(layout);
    if (table.entries() < 2) {
      return;
    }
    int width = table.shape().entryBytes();
    int from = table.offset() + random.nextInt(table.entries()) * width;
    int to = table.offset() + random.nextInt(table.entries()) * width;
    System.arraycopy(bytes, from, bytes, to, width);
  }

  private void flipBytes(byte[] bytes) {
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** One section under the name of another, so that it is read as something else. */
  private void renameSection(byte[] bytes, ElfLayout layout) {
    if (layout.sectionCount() > 1) {
      int from = header(layout);
      System.arraycopy(bytes, from, bytes, header(layout), Integer.BYTES);
    }
  }

  private void splice(byte[] bytes, byte[] other) {
    if (other.length == 0) {
      return;
    }
    int length = 1 + random.nextInt(Math.min(256, Math.min(bytes.length, other.length)));
    System.arraycopy(
        other,
        random.nextInt(other.length - length + 1),
        bytes,
        random.nextInt(bytes.length - length + 1),
        length);
  }

  /** The section headers once more at the end, with a copy of one of them behind the last. */
  private byte[] appendSection(byte[] bytes, ElfLayout layout) {
    int tableBytes = layout.sectionCount() * SECTION_HEADER_BYTES;
    if (layout.sectionCount() == 0) {
      return bytes;
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + tableBytes + SECTION_HEADER_BYTES);
    System.arraycopy(bytes, layout.sectionTable(), longer, bytes.length, tableBytes);
    System.arraycopy(bytes, header(layout), longer, bytes.length + tableBytes, 64);
    ByteBuffer file = ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(40, bytes.length).putShort(60, (short) (layout.sectionCount() + 1));
    return longer;
  }

  /** The contents of a section many times over, at the end of the file. */
  private byte[] growTable(byte[] bytes, ElfLayout layout) {
    if (layout.sectionCount() == 0 || bytes.length > 1 << 17) {
      return bytes;
    }
    int header = header(layout);
    ByteBuffer old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long offset = old.getLong(header + 24);
    long size = old.getLong(header + 32);
    if (offset < 0 || offset > bytes.length || size <= 0 || size > bytes.length - offset) {
      return bytes;
    }
    int times = 2 + random.nextInt(8);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + times * (int) size);
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, (int) offset, longer, bytes.length + i * (int) size, (int) size);
    }
    ByteBuffer file = ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header + 24, bytes.length).putLong(header + 32, times * size);
    return longer;
  }

  private void swapSections(byte[] bytes, ElfLayout layout) {
    if (layout.sectionCount() < 2) {
      return;
    }
    int one = header(layout);
    int other = header(layout);
    byte[] kept = Arrays.copyOfRange(bytes, one, one + SECTION_HEADER_BYTES);
    System.arraycopy(bytes, other, bytes, one, SECTION_HEADER_BYTES);
    System.arraycopy(kept, 0, bytes, other, SECTION_HEADER_BYTES);
  }

  private void moveRange(byte[] bytes) {
    int length = 1 + random.nextInt(Math.min(64, bytes.length));
    int from = random.nextInt(bytes.length - length + 1);
    System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - length + 1), length);
  }

  private int header(ElfLayout layout) {
    return layout.sectionTable() + random.nextInt(layout.sectionCount()) * SECTION_HEADER_BYTES;
  }

  private <T> T pick(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  private static long read(ByteBuffer file, int at, int width) {
    return switch (width) {
      case 1 -> file.get(at);
      case 2 -> file.getShort(at);
      case 4 -> file.getInt(at);
      default -> file.getLong(at);
    };
  }

  private static void write(ByteBuffer file, int at, int width, long value) {
    switch (width) {
      case 1 -> file.put(at, (byte) value);
      case 2 -> file.putShort(at, (short) value);
      case 4 -> file.putInt(at, (int) value);
      default -> file.putLong(at, value);
    }
  }
}
