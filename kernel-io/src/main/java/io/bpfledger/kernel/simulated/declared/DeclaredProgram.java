package io.bpfledger.kernel.simulated.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program that does one of the things tests need: returns a verdict, counts, or is refused.
 *
 * @param section what kind it is, by the name of its section, such as {@code xdp}
 * @param verdict what it returns
 * @param verdictFrom the global variable of four bytes that it returns instead
 * @param counters array maps of 64-bit numbers, whose first number it raises by one
 * @param uses maps that it only names, so that they are made and kept with it
 * @param refusal the log with which the simulated verifier refuses it
 */
public record DeclaredProgram(
    String name,
    String section,
    int verdict,
    Optional<String> verdictFrom,
    List<String> counters,
    List<String> uses,
    Optional<String> refusal) {

  public DeclaredProgram {
    counters = List.copyOf(counters);
    uses = List.copyOf(uses);
  }

  /** A program that returns 0. */
  public static DeclaredProgram in(String section, String name) {
    return new DeclaredProgram(
        name, section, 0, Optional.empty(), List.of(), List.of(), Optional.empty());
  }

  public DeclaredProgram returning(int newVerdict) {
    return new DeclaredProgram(name, section, newVerdict, verdictFrom, counters, uses, refusal);
  }

  public DeclaredProgram returningGlobal(String global) {
    return new DeclaredProgram(
        name, section, verdict, Optional.of(global), counters, uses, refusal);
  }

  public DeclaredProgram counting(String map) {
    return new DeclaredProgram(
        name, section, verdict, verdictFrom, with(counters, map), uses, refusal);
  }

  public DeclaredProgram using(String map) {
    return new DeclaredProgram(
        name, section, verdict, verdictFrom, counters, with(uses, map), refusal);
  }

  public DeclaredProgram refusedWith(String log) {
    return new DeclaredProgram(
        name, section, verdict, verdictFrom, counters, uses, Optional.of(log));
  }

  private static List<String> with(List<String> some, String more) {
    List<String> all = new ArrayList<>(some);
    all.add(more);
    return all;
  }
}
