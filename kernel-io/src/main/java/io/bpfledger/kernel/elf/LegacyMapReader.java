package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the maps that are declared as plain numbers: type, key size, value size, entries and flags,
 * and in the longer form that Rust compilers write an id and whether to pin by name.
 */
final class LegacyMapReader {

  private static final int SHORT_BYTES = 20;
  private static final int LONG_BYTES = 28;

  private LegacyMapReader() {}

  static boolean declares(ElfSection section) {
    return section.name().equals("maps") || section.name().startsWith("maps/");
  }

  static List<MapDefinition> read(ElfFile elf, ElfSection section) throws ElfRejected {
    List<MapDefinition> maps = new ArrayList<>();
    for (ElfSymbol symbol : elf.symbols(section)) {
      if (symbol.object()) {
        maps.add(readMap(section, symbol));
        if (maps.size() > ElfLimits.MAPS) {
          throw section.contents().rejected(0, "more than " + ElfLimits.MAPS + " maps");
        }
      }
    }
    return maps;
  }

  private static MapDefinition readMap(ElfSection section, ElfSymbol symbol) throws ElfRejected {
    int at = symbol.value();
    if (symbol.size() < SHORT_BYTES) {
      throw section.contents().rejected(at, "a map declared by " + symbol.size() + " bytes");
    }
    ElfBytes numbers = section.contents().slice(symbol.name(), at, symbol.size());
    return new MapDefinition(
        symbol.name(),
        MapOrigin.LEGACY,
        new MapShape(
            numbers.signed32(0),
            numbers.signed32(4),
            numbers.signed32(8),
            numbers.signed32(12),
            numbers.signed32(16),
            0,
            Optional.empty(),
            Optional.empty()),
        symbol.size() >= LONG_BYTES && numbers.signed32(24) != 0,
        Optional.empty(),
        new TreeMap<>(),
        section.index(),
        at);
  }
}
