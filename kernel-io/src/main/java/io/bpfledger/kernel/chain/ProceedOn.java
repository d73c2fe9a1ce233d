package io.bpfledger.kernel.chain;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdicts of a member on which the next member of the chain runs.
 *
 * @param verdicts the verdicts; none of them means that the chain always ends here
 */
public record ProceedOn(Set<Verdict> verdicts) {

  /** How the empty set is written. */
  private static final String NONE = "none";

  public ProceedOn {
    verdicts = Set.copyOf(verdicts);
  }

  public static ProceedOn of(Verdict... verdicts) {
    return new ProceedOn(Set.of(verdicts));
  }

  /**
   * Reads names with commas between them, such as {@code pass,dispatcher_return}.
   *
   * @throws IllegalArgumentException if that kind of chain has no such verdict
   */
  public static ProceedOn parse(ChainKind kind, String text) {
    if (text.strip().equals(NONE)) {
      return of();
    }
    return new ProceedOn(
        Stream.of(text.split(",", -1))
            .map(String::strip)
            .map(word -> kind.verdictNamed(word).orElseThrow(() -> unknown("'" + word + "'", kind)))
            .collect(Collectors.toSet()));
  }

  /**
   * The verdicts that programs return as these numbers.
   *
   * @throws IllegalArgumentException if that kind of chain has no such verdict
   */
  public static ProceedOn ofNumbers(ChainKind kind, Collection<Integer> numbers) {
    return new ProceedOn(
        numbers.stream()
            .map(
                number ->
                    kind.verdictNumbered(number)
                        .orElseThrow(() -> unknown(number.toString(), kind)))
            .collect(Collectors.toSet()));
  }

  /**
   * The verdicts whose bits are set, as a chain's program has them.
   *
   * @throws IllegalArgumentException if a bit stands for no verdict of that kind of chain
   */
  public static ProceedOn ofMask(ChainKind kind, int mask) {
    ProceedOn proceedOn =
        new ProceedOn(
            kind.verdicts().stream()
                .filter(verdict -> (mask & verdict.bit()) != 0)
                .collect(Collectors.toSet()));
    if (proceedOn.mask() != mask) {
      throw unknown("mask 0x" + Integer.toHexString(mask), kind);
    }
    return proceedOn;
  }

  private static IllegalArgumentException unknown(String what, ChainKind kind) {
    return new IllegalArgumentException(what + " is no verdict: " + kind.choice());
  }

  public boolean contains(Verdict verdict) {
    return verdicts.contains(verdict);
  }

  /** The numbers that programs return for them, ascending. */
  public List<Integer> numbers() {
    return sorted().map(Verdict::number).toList();
  }

  /** One bit for each, as a chain's program wants it. */
  public int mask() {
    return verdicts.stream().mapToInt(Verdict::bit).reduce(0, (one, other) -> one | other);
  }

  /** The names with commas between them, by number; what {@link #parse} reads. */
  @Override
  public String toString() {
    return verdicts.isEmpty() ? NONE : sorted().map(Verdict::word).collect(Collectors.joining(","));
  }

  private Stream<Verdict> sorted() {
    return verdicts.stream().sorted(Comparator.comparingInt(Verdict::number));
  }
}
