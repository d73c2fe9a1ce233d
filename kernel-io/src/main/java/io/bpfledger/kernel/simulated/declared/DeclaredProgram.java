package io.bpfledger.kernel.simulated.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program that does one of the things tests need: returns a verdict, counts, or is refused.
 *
 * @param section what kind it is, by the name of its section, such as {@code xdp}
 * @param does what it returns in the end
 * @param counters array maps of 64-bit numbers, whose first number it raises by one
 * @param uses maps that it only names, so that they are made and kept with it
 * @param refusal the log with which the simulated verifier refuses it
 */
public record DeclaredProgram(
    String name,
    String section,
    Ending does,
    List<String> counters,
    List<String> uses,
    Optional<String> refusal) {

  /** How a program ends. */
  public sealed interface Ending {

    record Verdict(int number) implements Ending {}

    /** The value of a global variable of four bytes. */
    record Global(String name) implements Ending {}

    /** Whatever these instructions do, the last of which leaves the program. */
    record Instructions(List<Long> slots) implements Ending {}
  }

  public DeclaredProgram {
    counters = List.copyOf(counters);
    uses = List.copyOf(uses);
  }

  /** A program that returns 0. */
  public static DeclaredProgram in(String section, String name) {
    return new DeclaredProgram(
        name, section, new Ending.Verdict(0), List.of(), List.of(), Optional.empty());
  }

  public DeclaredProgram returning(int verdict) {
    return ending(new Ending.Verdict(verdict));
  }

  public DeclaredProgram returningGlobal(String global) {
    return ending(new Ending.Global(global));
  }

  /** Instructions in slots of eight bytes, as the kernel takes them. */
  public DeclaredProgram running(List<Long> slots) {
    return ending(new Ending.Instructions(List.copyOf(slots)));
  }

  private DeclaredProgram ending(Ending newEnding) {
    return new DeclaredProgram(name, section, newEnding, counters, uses, refusal);
  }

  public DeclaredProgram counting(String map) {
    return new DeclaredProgram(name, section, does, with(counters, map), uses, refusal);
  }

  public DeclaredProgram using(String map) {
    return new DeclaredProgram(name, section, does, counters, with(uses, map), refusal);
  }

  public DeclaredProgram refusedWith(String log) {
    return new DeclaredProgram(name, section, does, counters, uses, Optional.of(log));
  }

  private static List<String> with(List<String> some, String more) {
    List<String> all = new ArrayList<>(some);
    all.add(more);
    return all;
  }
}
