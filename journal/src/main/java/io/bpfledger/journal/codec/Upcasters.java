package io.bpfledger.journal.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** How each older version of each type of event is read as the one after it. */
public final class Upcasters {

  /** One step: the type's word and the version it starts from. */
  record Step(String word, int from) {}

  /** Empty as long as every type is in its first version. */
  private static final Map<Step, Upcaster> STEPS = Map.of();

  private final Map<Step, Upcaster> steps;

  private Upcasters(Map<Step, Upcaster> steps) {
    this.steps = Map.copyOf(steps);
  }

  public static Upcasters current() {
    return new Upcasters(STEPS);
  }

  /** Other steps, to try what a change of versions would do. */
  static Upcasters of(Map<Step, Upcaster> steps) {
    return new Upcasters(steps);
  }

  /** Whether every version below the present one can be read. */
  boolean complete(EventType type) {
    for (int from = 1; from < type.version(); from++) {
      if (!steps.containsKey(new Step(type.word(), from))) {
        return false;
      }
    }
    return true;
  }

  ObjectNode upcast(EventType type, int from, ObjectNode fields) {
    ObjectNode present = fields;
    for (int version = from; version < type.version(); version++) {
      Upcaster step = steps.get(new Step(type.word(), version));
      if (step == null) {
        throw new IllegalStateException(
            "nothing reads version " + version + " of " + type.word() + " as the next one");
      }
      present = step.upcast(present);
    }
    return present;
  }
}
