package io.bpfledger.kernel.linux.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds small binaries, right ones and wrong ones: code at offset 0x200, loaded to an address. */
final class ElfImage {

  static final int CODE_OFFSET = 0x200;
  static final int CODE_BYTES = 0x100;

  private static final int SEGMENT_LOADED = 1;
  private static final int READ_EXECUTE = 5;
  private static final int STRINGS = 3;
  private static final int VERSIONS = 0x6fffffff;

  /** One symbol. A version other than 0 is written to the version table. */
  record Symbol(String name, long address, int type, boolean weak, int version, int section) {

    static Symbol function(String name, long address) {
      return new Symbol(name, address, 2, false, 0, 1);
    }

    Symbol asWeak() {
      return new Symbol(name, address, type, true, version, section);
    }

    Symbol ofVersion(int newVersion) {
      return new Symbol(name, address, type, weak, newVersion, section);
    }

    Symbol ofType(int newType) {
      return new Symbol(name, address, newType, weak, version, section);
    }

    Symbol undefined() {
      return new Symbol(name, address, type, weak, version, 0);
    }
  }

  private record Section(int type, ByteBuffer content, int link) {}

  private final boolean wide;
  private final int type;
  private final long loadAddress;
  private final List<Section> sections =
      new ArrayList<>(List.of(new Section(0, ByteBuffer.allocate(0), 0)));

  private ElfImage(boolean wide, int type, long loadAddress) {
    this.wide = wide;
    this.type = type;
    this.loadAddress = loadAddress;
  }

  static ElfImage program(long loadAddress) {
    return new ElfImage(true, 2, loadAddress);
  }

  static ElfImage library() {
    return new ElfImage(true, 3, 0x1000);
  }

  static ElfImage narrowLibrary() {
    return new ElfImage(false, 3, 0x1000);
  }

  static ElfImage relocatable() {
    return new ElfImage(true, 1, 0);
  }

  ElfImage dynamicSymbols(Symbol... symbols) {
    return symbols(11, symbols);
  }

  ElfImage allSymbols(Symbol... symbols) {
    return symbols(2, symbols);
  }

  private ElfImage symbols(int tableType, Symbol... symbols) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    ByteBuffer table = buffer((symbols.length + 1) * (wide ? 24 : 16));
    ByteBuffer versions = buffer((symbols.length + 1) * 2);
    table.position(wide ? 24 : 16);
    versions.position(2);
    for (Symbol symbol : symbols) {
      int name = names.size();
      names.writeBytes((symbol.name() + "\0").getBytes(StandardCharsets.UTF_8));
      write(table, symbol, name);
      versions.putShort((short) symbol.version());
    }
    int index = sections.size();
    sections.add(new Section(tableType, table.rewind(), index + 1));
    sections.add(new Section(STRINGS, ByteBuffer.wrap(names.toByteArray()), 0));
    sections.add(new Section(VERSIONS, versions.rewind(), index));
    return this;
  }

  private void write(ByteBuffer table, Symbol symbol, int name) {
    byte information = (byte) ((symbol.weak() ? 2 : 1) << 4 | symbol.type());
    table.putInt(name);
    if (wide) {
      table.put(information).put((byte) 0).putShort((short) symbol.section());
      table.putLong(symbol.address()).putLong(0);
    } else {
      table.putInt((int) symbol.address()).putInt(0);
      table.put(information).put((byte) 0).putShort((short) symbol.section());
    }
  }

  byte[] bytes() {
    int contentBytes = sections.stream().mapToInt(section -> section.content().limit()).sum();
    int sectionBytes = wide ? 64 : 40;
    int tableOffset = CODE_OFFSET + CODE_BYTES + contentBytes;
    ByteBuffer file = buffer(tableOffset + sections.size() * sectionBytes);
    header(file, tableOffset);
    segment(file);
    int offset = CODE_OFFSET + CODE_BYTES;
    for (int index = 0; index < sections.size(); index++) {
      Section section = sections.get(index);
      file.put(offset, section.content(), 0, section.content().limit());
      section(file, tableOffset + index * sectionBytes, section, offset);
      offset += section.content().limit();
    }
    byte[] bytes = new byte[file.limit()];
    file.get(0, bytes);
    return bytes;
  }

  private void header(ByteBuffer file, int sectionTable) {
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1, 1});
    file.putShort(16, (short) type);
    if (wide) {
      file.putLong(32, 64).putLong(40, sectionTable);
      file.putShort(54, (short) 56).putShort(56, (short) 1);
      file.putShort(58, (short) 64).putShort(60, (short) sections.size());
    } else {
      file.putInt(28, 52).putInt(32, sectionTable);
      file.putShort(42, (short) 32).putShort(44, (short) 1);
      file.putShort(46, (short) 40).putShort(48, (short) sections.size());
    }
  }

  private void segment(ByteBuffer file) {
    if (wide) {
      file.putInt(64, SEGMENT_LOADED).putInt(68, READ_EXECUTE);
      file.putLong(72, CODE_OFFSET).putLong(80, loadAddress).putLong(96, CODE_BYTES);
    } else {
      file.putInt(52, SEGMENT_LOADED).putInt(56, CODE_OFFSET);
      file.putInt(60, (int) loadAddress).putInt(68, CODE_BYTES).putInt(76, READ_EXECUTE);
    }
  }

  private void section(ByteBuffer file, int at, Section section, int offset) {
    file.putInt(at + 4, section.type());
    if (wide) {
      file.putLong(at + 24, offset).putLong(at + 32, section.content().limit());
      file.putInt(at + 40, section.link());
    } else {
      file.putInt(at + 16, offset).putInt(at + 20, section.content().limit());
      file.putInt(at + 24, section.link());
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
