package io.bpfledger.journal.value;

import java.util.Collection;

/** The checks that values share. What they allow may grow but never shrink. */
public final class Limits {

  public static final int NAME_CHARACTERS_MAX = 512;
  public static final int PATH_CHARACTERS_MAX = 4096;
  public static final int TEXT_CHARACTERS_MAX = 65_536;

  private Limits() {}

  public static String name(String what, String value) {
    return text(what, value, 1, NAME_CHARACTERS_MAX);
  }

  public static String path(String what, String value) {
    return text(what, value, 1, PATH_CHARACTERS_MAX);
  }

  /** Free text, which may be empty. */
  public static String text(String what, String value) {
    return text(what, value, 0, TEXT_CHARACTERS_MAX);
  }

  public static String text(String what, String value, int shortest, int longest) {
    if (value.length() < shortest || value.length() > longest) {
      throw new IllegalArgumentException(
          what + " has " + value.length() + " characters, not " + shortest + " to " + longest);
    }
    return value;
  }

  public static void atMost(String what, Collection<?> elements, int most) {
    if (elements.size() > most) {
      throw new IllegalArgumentException(
          elements.size() + " " + what + ", more than the " + most + " allowed");
    }
  }

  public static void notNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is negative: " + value);
    }
  }

  public static void positive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " is not positive: " + value);
    }
  }
}
