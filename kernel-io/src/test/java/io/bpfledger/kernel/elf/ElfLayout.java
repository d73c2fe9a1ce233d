package io.bpfledger.kernel.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the structures of an object lie, read without any trust: whatever makes no sense is left
 * out. A mutator aims with it, at objects that are already damaged too.
 *
 * @param tables the tables of fixed-size entries that can be aimed at, those of one shape together
 * @param sectionTable where the section headers start
 * @param sectionCount how many of them lie within the file
 */
record ElfLayout(List<List<Table>> tables, int sectionTable, int sectionCount) {

  /** What a table holds: its entries and their fields as offset and width. */
  @SuppressWarnings("ImmutableEnumChecker") // the array never leaves, nobody writes it
  enum Shape {
    FILE_HEADER(64, 4, 1, 5, 1, 6, 1, 16, 2, 18, 2, 20, 4, 40, 8, 58, 2, 60, 2, 62, 2),
    SECTION_HEADER(64, 0, 4, 4, 4, 8, 8, 24, 8, 32, 8, 40, 4, 44, 4, 56, 8),
    SYMBOL(24, 0, 4, 4, 1, 6, 2, 8, 8, 16, 8),
    RELOCATION(16, 0, 8, 8, 4, 12, 4),
    INSTRUCTION(8, 0, 1, 1, 1, 2, 2, 4, 4),
    BTF_WORD(4, 0, 4, 0, 2, 2, 1, 3, 1),
    STRING_BYTE(1, 0, 1),
    DATA_WORD(4, 0, 4);

    private final int entryBytes;
    private final int[] fields;

    Shape(int entryBytes, int... fields) {
      this.entryBytes = entryBytes;
      this.fields = fields;
    }

    int entryBytes() {
      return entryBytes;
    }

    /** Whether hardly any damage to it is survived. */
    boolean shallow() {
      return this == FILE_HEADER || this == STRING_BYTE;
    }

    int fieldCount() {
      return fields.length / 2;
    }

    int fieldOffset(int field) {
      return fields[field * 2];
    }

    int fieldWidth(int field) {
      return fields[field * 2 + 1];
    }
  }

  /** Entries of one shape. */
  record Table(Shape shape, int offset, int entries) {}

  static ElfLayout of(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Table> tables = new ArrayList<>();
    if (bytes.length < Shape.FILE_HEADER.entryBytes()) {
      return new ElfLayout(List.of(), 0, 0);
    }
    tables.add(new Table(Shape.FILE_HEADER, 0, 1));
    long at = file.getLong(40);
    int headerBytes = Shape.SECTION_HEADER.entryBytes();
    if (at < 0 || at > bytes.length - headerBytes) {
      return new ElfLayout(byShape(tables), 0, 0);
    }
    int table = (int) at;
    int count =
        Math.min(Short.toUnsignedInt(file.getShort(60)), (bytes.length - table) / headerBytes);
    tables.add(new Table(Shape.SECTION_HEADER, table, count));
    for (int i = 0; i < count; i++) {
      addContents(file, table + i * headerBytes, tables);
    }
    return new ElfLayout(byShape(tables), table, count);
  }

  private static List<List<Table>> byShape(List<Table> tables) {
    List<List<Table>> byShape = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      List<Table> alike =
          tables.stream().filter(table -> table.shape() == shape && table.entries() > 0).toList();
      if (!alike.isEmpty()) {
        byShape.add(alike);
      }
    }
    return List.copyOf(byShape);
  }

  private static void addContents(ByteBuffer file, int header, List<Table> tables) {
    long offset = file.getLong(header + 24);
    long size = file.getLong(header + 32);
    if (offset < 0 || offset > file.capacity() || size <= 0 || size > file.capacity() - offset) {
      return;
    }
    int start = (int) offset;
    Shape shape = shape(file, header, start, (int) size);
    tables.add(new Table(shape, start, (int) size / shape.entryBytes()));
  }

  private static Shape shape(ByteBuffer file, int header, int start, int size) {
    return switch (file.getInt(header + 4)) {
      case ElfSection.TYPE_SYMBOLS -> Shape.SYMBOL;
      case ElfSection.TYPE_RELOCATIONS -> Shape.RELOCATION;
      case ElfSection.TYPE_STRINGS -> Shape.STRING_BYTE;
      default -> {
        if (size >= 2 && Short.toUnsignedInt(file.getShort(start)) == 0xeb9f) {
          yield Shape.BTF_WORD;
        }
        boolean executable = (file.getLong(header + 8) & ElfSection.FLAG_EXECUTABLE) != 0;
        yield executable ? Shape.INSTRUCTION : Shape.DATA_WORD;
      }
    };
  }
}
