package io.bpfledger.reconciler.report;

import io.bpfledger.journal.history.Explanation;
import java.util.List;

/**
 * Where a finding comes from, and what it led to.
 *
 * @param run that found it
 * @param events what it led to, each with the chain of its causes back to where that begins: a
 *     command, or a change from outside
 */
public record FindingStory(RunReport run, Answered finding, List<Explanation> events) {

  public FindingStory {
    events = List.copyOf(events);
  }
}
