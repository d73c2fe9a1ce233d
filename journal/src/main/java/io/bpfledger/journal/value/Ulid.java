package io.bpfledger.journal.value;

import java.time.Instant;

/**
 * An identifier that sorts by the time it was made: 48 bits of milliseconds, 80 bits of chance.
 *
 * <p>Written as 26 characters of Crockford's base 32, which sort as the identifiers do.
 */
public record Ulid(long high, long low) implements Comparable<Ulid> {

  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final byte[] VALUES = new byte[128];
  private static final int CHARACTERS = 26;
  private static final int BITS_PER_CHARACTER = 5;
  private static final long MILLIS_MAX = (1L << 48) - 1;

  static {
    java.util.Arrays.fill(VALUES, (byte) -1);
    for (byte value = 0; value < DIGITS.length; value++) {
      VALUES[DIGITS[value]] = value;
    }
  }

  /** The identifier of this millisecond with these 80 bits of chance: 16 high and 64 low. */
  public static Ulid of(long epochMillis, int chanceHigh, long chanceLow) {
    if (epochMillis < 0 || epochMillis > MILLIS_MAX) {
      throw new IllegalArgumentException("no ULID can tell the millisecond " + epochMillis);
    }
    return new Ulid(epochMillis << 16 | (chanceHigh & 0xffff), chanceLow);
  }

  /**
   * Reads the 26 characters; only the canonical form, in capitals, is one.
   *
   * @throws IllegalArgumentException of anything else
   */
  public static Ulid parse(String text) {
    if (text.length() != CHARACTERS || value(text, 0) > 7) {
      throw new IllegalArgumentException("no ULID: " + text);
    }
    long high = 0;
    long low = 0;
    for (int at = 0; at < CHARACTERS; at++) {
      high = high << BITS_PER_CHARACTER | low >>> (64 - BITS_PER_CHARACTER);
      low = low << BITS_PER_CHARACTER | value(text, at);
    }
    return new Ulid(high, low);
  }

  private static int value(String text, int at) {
    char character = text.charAt(at);
    int value = character < VALUES.length ? VALUES[character] : -1;
    if (value < 0) {
      throw new IllegalArgumentException("no ULID: " + text);
    }
    return value;
  }

  public Instant time() {
    return Instant.ofEpochMilli(high >>> 16);
  }

  /** The next identifier of the same millisecond; the chance part must not be at its end. */
  Ulid successor() {
    long nextLow = low + 1;
    long nextHigh = nextLow == 0 ? high + 1 : high;
    if (nextHigh >>> 16 != high >>> 16) {
      throw new ArithmeticException("this millisecond has no ULID left");
    }
    return new Ulid(nextHigh, nextLow);
  }

  @Override
  public int compareTo(Ulid other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    char[] text = new char[CHARACTERS];
    long restHigh = high;
    long restLow = low;
    for (int at = CHARACTERS - 1; at >= 0; at--) {
      text[at] = DIGITS[(int) (restLow & 31)];
      restLow = restLow >>> BITS_PER_CHARACTER | restHigh << (64 - BITS_PER_CHARACTER);
      restHigh >>>= BITS_PER_CHARACTER;
    }
    return new String(text);
  }
}
