package io.bpfledger.service;

/** Text that came from outside, made safe to print. */
final class Text {

  private Text() {}

  /** The text with control characters, such as those that drive a terminal, written as escapes. */
  static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
                safe.append("\\u%04x".formatted(point));
              } else {
                safe.appendCodePoint(point);
              }
            });
    return safe.toString();
  }
}
