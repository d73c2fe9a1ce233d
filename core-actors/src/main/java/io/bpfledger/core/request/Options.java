package io.bpfledger.core.request;

import io.bpfledger.journal.value.Device;
import io.bpfledger.kernel.NetworkNamespace;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The options of one wish. Each that its kind knows is taken out; what is left, it does not. */
final class Options {

  private static final String SEPARATOR = ",";
  private static final int HEXADECIMAL = 16;
  private static final int DECIMAL = 10;

  private final String asked;
  private final SortedMap<String, String> left;
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * Options.
   *
   * @param asked what they are for, such as {@code attach xdp}
   */
  Options(String asked, SortedMap<String, String> given) {
    this.asked = asked;
    this.left = new TreeMap<>(given);
  }

  Unsound invalid(String message) {
    return Unsound.invalid(asked + ": " + message);
  }

  /** An empty value is one that was not given, as some clients cannot leave one out. */
  Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(left.remove(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  String required(String name, String what) throws Unsound {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      throw invalid("no " + what + " is given; say which with " + name);
    }
    return value.get();
  }

  /** The parts between commas; none when it was not given. */
  List<String> list(String name) {
    return text(name).stream()
        .flatMap(value -> Arrays.stream(value.split(SEPARATOR, -1)))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  Optional<Long> number(String name, long least, long most) throws Unsound {
    Optional<String> value = text(name);
    return value.isPresent()
        ? Optional.of(number(name, value.get(), least, most))
        : Optional.empty();
  }

  long number(String name, String value, long least, long most) throws Unsound {
    try {
      long number =
          isHexadecimal(value)
              ? Long.parseLong(value.substring(2), HEXADECIMAL)
              : Long.parseLong(value, DECIMAL);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw invalid("%s is %s, and not a number from %d to %d".formatted(name, value, least, most));
  }

  OptionalInt process(String name) throws Unsound {
    Optional<Long> number = number(name, 0, Integer.MAX_VALUE);
    // 0 is any process, as on the wire.
    return number.isEmpty() || number.get() == 0
        ? OptionalInt.empty()
        : OptionalInt.of(Math.toIntExact(number.get()));
  }

  /** A number of 64 bits without a sign; 0 when it was not given. */
  long cookie() throws Unsound {
    Optional<String> value = text("cookie");
    return value.isPresent() ? cookie(value.get()) : 0;
  }

  long cookie(String value) throws Unsound {
    try {
      return isHexadecimal(value)
          ? Long.parseUnsignedLong(value.substring(2), HEXADECIMAL)
          : Long.parseUnsignedLong(value, DECIMAL);
    } catch (NumberFormatException _) {
      throw invalid("cookie is " + value + ", and not a number of 64 bits");
    }
  }

  private static boolean isHexadecimal(String value) {
    return value.toLowerCase(Locale.ROOT).startsWith("0x");
  }

  boolean flag(String name) throws Unsound {
    String value = text(name).orElse("false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name + " is " + value + ", and neither true nor false");
    };
  }

  /** The file of a network namespace, by its path or its name; the own one when not given. */
  String namespace() {
    return text("netns")
        .map(given -> given.contains("/") ? given : NetworkNamespace.named(given).path())
        .orElse(Device.OWN_NAMESPACE);
  }

  /** One of some words. */
  <T> Optional<T> word(String name, List<T> all, Function<T, String> word) throws Unsound {
    Optional<String> value = text(name);
    return value.isPresent() ? Optional.of(word(name, value.get(), all, word)) : Optional.empty();
  }

  <T> T word(String name, String value, List<T> all, Function<T, String> word) throws Unsound {
    for (T one : all) {
      if (word.apply(one).equals(value)) {
        return one;
      }
    }
    Stream<String> words = all.stream().map(word);
    throw invalid(
        "%s is %s, and none of %s".formatted(name, value, String.join(", ", words.toList())));
  }

  /** Refuses what nobody took. */
  void finish() throws Unsound {
    if (!left.isEmpty()) {
      throw invalid(
          "there is no option %s; there are %s"
              .formatted(String.join(", ", left.keySet()), String.join(", ", known)));
    }
  }
}
