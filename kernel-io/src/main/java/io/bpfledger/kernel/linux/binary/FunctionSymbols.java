package io.bpfledger.kernel.linux.binary;

import io.bpfledger.kernel.linux.binary.ElfWords.Section;
import io.bpfledger.kernel.linux.binary.ElfWords.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks a function up in the dynamic symbols of a binary, or else in all its symbols.
 *
 * <p>The names are searched for the one wanted first; then only numbers are compared. So nothing
 * grows with the binary, of which some have millions of symbols.
 */
final class FunctionSymbols {

  /** Where a function is in memory, before relocation; or why there is no such one place. */
  sealed interface Outcome {}

  record Found(long address) implements Outcome {}

  record Unusable(String why) implements Outcome {}

  /** One definition of the function. Hidden ones are old versions, kept for old programs. */
  private record Definition(long address, boolean weak, boolean hidden) {

    int rank() {
      return (hidden ? 2 : 0) + (weak ? 1 : 0);
    }
  }

  private static final int ALL_SYMBOLS = 2;
  private static final int DYNAMIC_SYMBOLS = 11;
  private static final int VERSIONS = 0x6fffffff;
  private static final int HIDDEN_VERSION = 0x8000;

  private static final int FUNCTION = 2;
  private static final int INDIRECT_FUNCTION = 10;
  private static final int WEAK = 2;
  private static final int UNDEFINED = 0;

  private static final int CHUNK_BYTES = 192 * 1024;
  private static final long TABLE_LIMIT = 1L << 30;
  private static final int MATCHES_LIMIT = 4096;
  private static final int NAME_LIMIT = 4096;

  private final BoundedFile file;
  private final ElfWords words;
  private final List<Section> sections;
  private boolean indirect;

  private FunctionSymbols(BoundedFile file, ElfWords words, List<Section> sections) {
    this.file = file;
    this.words = words;
    this.sections = sections;
  }

  static Outcome find(BoundedFile file, ElfWords words, List<Section> sections, String function)
      throws IOException {
    return new FunctionSymbols(file, words, sections).find(function);
  }

  private Outcome find(String function) throws IOException {
    byte[] name = FunctionNames.bytes(function);
    if (name.length < 2 || name.length > NAME_LIMIT) {
      return new Unusable("a function's name has 1 to " + (NAME_LIMIT - 1) + " bytes");
    }
    boolean anySymbols = false;
    for (int kind : new int[] {DYNAMIC_SYMBOLS, ALL_SYMBOLS}) {
      for (int index = 0; index < sections.size(); index++) {
        if (sections.get(index).type() == kind) {
          anySymbols = true;
          List<Definition> definitions = definitions(index, name);
          if (!definitions.isEmpty()) {
            return choose(definitions, function);
          }
        }
      }
    }
    if (indirect) {
      return new Unusable(
          function + " is chosen at run time among several (ifunc): give the offset of one");
    }
    return new Unusable(
        anySymbols
            ? "it has no function " + function
            : "it has no symbols (stripped): give an offset instead of a function");
  }

  private static Outcome choose(List<Definition> definitions, String function) {
    int best = definitions.stream().mapToInt(Definition::rank).min().orElseThrow();
    List<Long> addresses =
        definitions.stream()
            .filter(definition -> definition.rank() == best)
            .map(Definition::address)
            .distinct()
            .sorted(Comparator.naturalOrder())
            .toList();
    return addresses.size() == 1
        ? new Found(addresses.getFirst())
        : new Unusable(
            "it has "
                + addresses.size()
                + " functions called "
                + function
                + ": give the offset of one");
  }

  private List<Definition> definitions(int table, byte[] name) throws IOException {
    Section symbols = bounded(sections.get(table));
    if (symbols.link() < 0 || symbols.link() >= sections.size()) {
      throw new BoundedFile.Malformed("a symbol table of it has no names");
    }
    Set<Integer> nameOffsets =
        FunctionNames.offsets(file, bounded(sections.get(symbols.link())), name, MATCHES_LIMIT);
    List<Definition> definitions = new ArrayList<>();
    if (nameOffsets.isEmpty()) {
      return definitions;
    }
    int each = words.symbolBytes();
    long count = symbols.bytes() / each;
    int chunk = CHUNK_BYTES / each;
    for (long first = 0; first < count; first += chunk) {
      int here = (int) Math.min(chunk, count - first);
      ByteBuffer block = file.read(symbols.offset() + first * each, here * each);
      for (int index = 0; index < here; index++) {
        Symbol symbol = words.symbol(block, index * each);
        if (nameOffsets.contains(symbol.name()) && symbol.section() != UNDEFINED) {
          indirect |= symbol.type() == INDIRECT_FUNCTION;
          if (symbol.type() == FUNCTION && definitions.size() < MATCHES_LIMIT) {
            definitions.add(
                new Definition(
                    symbol.address(), symbol.binding() == WEAK, isHidden(table, first + index)));
          }
        }
      }
    }
    return definitions;
  }

  /** Whether the symbol stands for an old version of the function. */
  private boolean isHidden(int table, long symbol) throws IOException {
    Optional<Section> versions =
        sections.stream()
            .filter(section -> section.type() == VERSIONS && section.link() == table)
            .findFirst();
    if (versions.isEmpty() || (symbol + 1) * Short.BYTES > versions.get().bytes()) {
      return false;
    }
    ByteBuffer version = file.read(versions.get().offset() + symbol * Short.BYTES, Short.BYTES);
    return (version.getShort(0) & HIDDEN_VERSION) != 0;
  }

  private Section bounded(Section section) throws IOException {
    file.check(section.offset(), section.bytes());
    if (section.bytes() > TABLE_LIMIT) {
      throw new BoundedFile.Malformed("a table of it has more than " + TABLE_LIMIT + " bytes");
    }
    return section;
  }
}
