package io.bpfledger.kernel.chain;

import java.util.List;

/** The rules of {@code chain.h} once more, in Java, as what a kernel's chain is held against. */
final class ChainRules {

  /** A member by what it answers; {@code present} is false for an empty slot. */
  record Step(int answer, ProceedOn proceedOn, boolean present) {}

  /**
   * What comes of a packet.
   *
   * @param reached how many slots were reached, empty ones included
   */
  record Outcome(int verdict, int reached) {}

  private ChainRules() {}

  static Outcome outcome(ChainKind kind, List<Step> steps) {
    int verdict = kind.undecided().number();
    int reached = 0;
    boolean goesOn = true;
    while (goesOn && reached < steps.size()) {
      Step step = steps.get(reached);
      reached++;
      if (step.present()) {
        verdict = step.answer();
        goesOn = kind.verdictNumbered(verdict).filter(step.proceedOn()::contains).isPresent();
      }
    }
    boolean decided = verdict != kind.verdictNamed("dispatcher_return").orElseThrow().number();
    return new Outcome(decided ? verdict : kind.undecided().number(), reached);
  }
}
