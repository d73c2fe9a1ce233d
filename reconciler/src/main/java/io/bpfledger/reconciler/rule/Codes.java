package io.bpfledger.reconciler.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All finding codes of the table, with the rules that each stands for. */
public final class Codes {

  private static final SortedMap<String, List<Rule>> ALL = collect();

  private Codes() {}

  /** By code. */
  public static SortedMap<String, List<Rule>> all() {
    return ALL;
  }

  private static SortedMap<String, List<Rule>> collect() {
    SortedMap<String, List<Rule>> codes = new TreeMap<>();
    for (ProgramPhase ledger : ProgramPhase.values()) {
      for (ProgramSighting kernel : ProgramSighting.values()) {
        add(codes, ProgramRules.rule(ledger, kernel));
      }
    }
    for (LinkPhase ledger : LinkPhase.values()) {
      for (LinkSighting kernel : LinkSighting.values()) {
        add(codes, LinkRules.rule(ledger, kernel));
      }
    }
    for (DispatcherPhase ledger : DispatcherPhase.values()) {
      for (HookSighting kernel : HookSighting.values()) {
        add(codes, DispatcherRules.rule(ledger, kernel));
      }
    }
    for (OtherRule other : OtherRule.values()) {
      add(codes, other.rule());
    }
    codes.replaceAll((_, rules) -> List.copyOf(rules));
    return Collections.unmodifiableSortedMap(codes);
  }

  private static void add(SortedMap<String, List<Rule>> codes, Rule rule) {
    if (rule.isFinding()) {
      List<Rule> rules = codes.computeIfAbsent(rule.code(), _ -> new ArrayList<>());
      if (!rules.contains(rule)) {
        rules.add(rule);
      }
    }
  }
}
