package io.bpfledger.reconciler.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text. What came from elsewhere cannot break out of its cell: names in the kernel are
 * given by anybody, and terminals obey what is written to them.
 */
final class TextTable {

  private static final int CELL_CHARACTERS_MAX = 120;
  private static final char MORE = '\u2026';

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... head) {
    row(head);
  }

  TextTable row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(plain(cell));
    }
    rows.add(row);
    return this;
  }

  /** On one line, and without anything a terminal would obey. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .map(
            character -> Character.isISOControl(character) || isFormat(character) ? '?' : character)
        .limit(CELL_CHARACTERS_MAX)
        .forEach(plain::appendCodePoint);
    return text.codePointCount(0, text.length()) > CELL_CHARACTERS_MAX
        ? plain.append(MORE).toString()
        : plain.toString();
  }

  /** Such as those that turn the direction of writing around. */
  private static boolean isFormat(int character) {
    int type = Character.getType(character);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  @Override
  public String toString() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column));
        line.repeat(' ', widths[column] - row.get(column).length() + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
