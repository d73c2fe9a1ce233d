package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.ObjectBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a relocatable BPF object: sections, symbols, relocations. Nothing is interpreted
 * here; everything is in bounds.
 */
public final class ElfFile {

  private static final int SYMBOL_BYTES = 24;
  private static final int RELOCATION_BYTES = 16;
  private static final int RESERVED_SECTIONS = 0xff00;

  private final int size;
  private final List<ElfSection> sections;
  private final List<ElfSymbol> symbols;

  private final List<List<ElfSymbol>> symbolsBySection;

  /** For each section the section with its relocations, 0 for none. */
  private final int[] relocationTables;

  private ElfFile(
      int size, List<ElfSection> sections, List<ElfSymbol> symbols, int[] relocationTables) {
    this.size = size;
    this.sections = sections;
    this.symbols = symbols;
    this.symbolsBySection = symbolsBySection(sections.size(), symbols);
    this.relocationTables = relocationTables;
  }

  public static ElfFile read(ObjectBytes object) throws ElfRejected {
    if (object.size() > ElfLimits.FILE_BYTES) {
      throw new ElfRejected(
          "file", 0, object.size() + " bytes, the limit is " + ElfLimits.FILE_BYTES);
    }
    ElfBytes file = ElfBytes.ofFile(object.toByteArray());
    List<ElfSection> sections = ElfSectionTable.read(file);
    return new ElfFile(
        file.size(), sections, readSymbols(file, sections), relocationTables(sections));
  }

  /** The size of the file. */
  public int size() {
    return size;
  }

  /** All sections; the first is always the empty one. */
  public List<ElfSection> sections() {
    return sections;
  }

  /** All symbols; the first is always the empty one. */
  public List<ElfSymbol> symbols() {
    return symbols;
  }

  /** The symbols that lie in a section, in the order of the symbol table. */
  public List<ElfSymbol> symbols(ElfSection section) {
    return symbolsBySection.get(section.index());
  }

  /** The section of a name that at most one may have. */
  public Optional<ElfSection> section(String name) throws ElfRejected {
    ElfSection found = null;
    for (ElfSection section : sections) {
      if (section.name().equals(name)) {
        if (found != null) {
          throw section.contents().rejected(0, "a second section named " + name);
        }
        found = section;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The relocations of one section, in the order of their offsets. */
  public List<ElfRelocation> relocations(ElfSection changed) throws ElfRejected {
    int table = relocationTables[changed.index()];
    return table == 0 ? List.of() : readRelocations(sections.get(table), changed);
  }

  private List<ElfRelocation> readRelocations(ElfSection table, ElfSection changed)
      throws ElfRejected {
    ElfBytes entries = table.contents();
    if (table.type() == ElfSection.TYPE_RELOCATIONS_WITH_ADDENDS) {
      throw entries.rejected(0, "relocations with addends, which BPF objects do not have");
    }
    int count = count(entries, RELOCATION_BYTES, ElfLimits.RELOCATIONS, "relocations");
    List<ElfRelocation> relocations = new ArrayList<>(count);
    boolean ordered = true;
    int previous = 0;
    for (int i = 0; i < count; i++) {
      int at = i * RELOCATION_BYTES;
      long offset = entries.signed64(at);
      int type = entries.signed32(at + 8L);
      long symbol = entries.unsigned32(at + 12L);
      if (offset < 0 || offset > changed.contents().size() - ElfRelocation.extent(type)) {
        throw entries.rejected(
            at, "offset " + Long.toUnsignedString(offset) + " is outside of " + changed.name());
      }
      if (symbol >= symbols.size()) {
        throw entries.rejected(at, "symbol " + symbol + " of " + symbols.size());
      }
      ordered &= offset >= previous;
      previous = (int) offset;
      relocations.add(new ElfRelocation((int) offset, type, symbols.get((int) symbol)));
    }
    if (!ordered) {
      relocations.sort(Comparator.comparingInt(ElfRelocation::offset));
    }
    return List.copyOf(relocations);
  }

  private static List<List<ElfSymbol>> symbolsBySection(int sections, List<ElfSymbol> symbols) {
    List<List<ElfSymbol>> bySection = new ArrayList<>(Collections.nCopies(sections, List.of()));
    for (ElfSymbol symbol : symbols) {
      if (symbol.section() != ElfSymbol.UNDEFINED && symbol.section() < sections) {
        List<ElfSymbol> others = bySection.get(symbol.section());
        if (others.isEmpty()) {
          others = new ArrayList<>();
          bySection.set(symbol.section(), others);
        }
        others.add(symbol);
      }
    }
    bySection.replaceAll(List::copyOf);
    return List.copyOf(bySection);
  }

  private static int[] relocationTables(List<ElfSection> sections) throws ElfRejected {
    int[] tables = new int[sections.size()];
    for (ElfSection section : sections) {
      if (section.type() == ElfSection.TYPE_RELOCATIONS
          || section.type() == ElfSection.TYPE_RELOCATIONS_WITH_ADDENDS) {
        if (section.info() >= sections.size()) {
          throw section
              .contents()
              .rejected(0, "relocates section " + section.info() + " of " + sections.size());
        }
        int changed = (int) section.info();
        if (tables[changed] != 0) {
          throw section.contents().rejected(0, "a second relocation section for " + changed);
        }
        tables[changed] = section.index();
      }
    }
    return tables;
  }

  private static List<ElfSymbol> readSymbols(ElfBytes file, List<ElfSection> sections)
      throws ElfRejected {
    ElfSection table = null;
    for (ElfSection section : sections) {
      if (section.type() == ElfSection.TYPE_SYMBOLS) {
        if (table != null) {
          throw section.contents().rejected(0, "a second symbol table");
        }
        table = section;
      }
    }
    if (table == null) {
      throw file.rejected(0, "no symbol table");
    }
    ElfBytes entries = table.contents();
    if (table.link() >= sections.size()) {
      throw entries.rejected(0, "names in section " + table.link() + " of " + sections.size());
    }
    ElfBytes names = ElfSectionTable.strings(sections.get((int) table.link()));
    int count = count(entries, SYMBOL_BYTES, ElfLimits.SYMBOLS, "symbols");
    List<ElfSymbol> symbols = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      symbols.add(readSymbol(entries, i, names, sections));
    }
    return List.copyOf(symbols);
  }

  private static ElfSymbol readSymbol(
      ElfBytes entries, int index, ElfBytes names, List<ElfSection> sections) throws ElfRejected {
    int at = index * SYMBOL_BYTES;
    int info = entries.unsigned8(at + 4L);
    int section = entries.unsigned16(at + 6L);
    long value = entries.signed64(at + 8L);
    long size = entries.signed64(at + 16L);
    int type = info & 0xf;
    // The name of a source file may be in any language; nobody needs it.
    boolean named = type != ElfSymbol.TYPE_FILE && type != ElfSymbol.TYPE_SECTION;
    String name = named && index > 0 ? names.name(entries.unsigned32(at)) : "";
    int extent;
    if (section >= RESERVED_SECTIONS) {
      if (section != ElfSymbol.ABSOLUTE) {
        throw entries.rejected(at, "reserved section index " + section);
      }
      extent = Integer.MAX_VALUE;
    } else if (section >= sections.size()) {
      throw entries.rejected(at, "section " + section + " of " + sections.size());
    } else {
      extent = section == ElfSymbol.UNDEFINED ? 0 : sections.get(section).size();
    }
    if (value < 0 || value > extent || size < 0 || size > extent - value) {
      throw entries.rejected(at, "the symbol lies outside of its section");
    }
    return new ElfSymbol(index, name, type, info >> 4, section, (int) value, (int) size);
  }

  private static int count(ElfBytes entries, int entryBytes, int limit, String what)
      throws ElfRejected {
    if (entries.size() % entryBytes != 0) {
      throw entries.rejected(0, "no whole number of " + what);
    }
    int count = entries.size() / entryBytes;
    if (count > limit) {
      throw entries.rejected(0, count + " " + what + ", the limit is " + limit);
    }
    return count;
  }
}
