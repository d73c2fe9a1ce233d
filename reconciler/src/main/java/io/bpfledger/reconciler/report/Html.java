package io.bpfledger.reconciler.report;

/** Text that stays text, wherever in a page it stands. */
final class Html {

  private Html() {}

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                  boolean kept = character == '\n' || !Character.isISOControl(character);
                  escaped.appendCodePoint(kept ? character : '?');
                }
              }
            });
    return escaped.toString();
  }

  static String cell(String text) {
    return "<td>" + escaped(text) + "</td>";
  }
}
