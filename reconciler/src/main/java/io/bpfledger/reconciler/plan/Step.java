package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.reconciler.diff.Difference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is done about one difference, or about several at once.
 *
 * @param answers the differences, at least one
 * @param instructions in this order, each after the one before it succeeded
 * @param guard how far the streams of the entities had come when this was computed
 * @param needsApproval whether somebody has to say yes first
 */
public record Step(
    Stage stage,
    List<Difference> answers,
    List<Instruction> instructions,
    SortedMap<StreamId, Long> guard,
    boolean needsApproval) {

  public Step {
    answers = List.copyOf(answers);
    instructions = List.copyOf(instructions);
    guard = Collections.unmodifiableSortedMap(new TreeMap<>(guard));
    if (answers.isEmpty() || instructions.isEmpty()) {
      throw new IllegalArgumentException("a step answers something by doing something");
    }
  }

  /** Why it must not be carried out any more: an entity has moved on. */
  public Optional<String> refusal(Ledger now) {
    for (Map.Entry<StreamId, Long> entity : guard.entrySet()) {
      long sequence = now.sequence(entity.getKey());
      if (sequence != entity.getValue()) {
        return Optional.of(
            "%s has moved on: event %d, the plan was made at %d"
                .formatted(entity.getKey(), sequence, entity.getValue()));
      }
    }
    return Optional.empty();
  }
}
