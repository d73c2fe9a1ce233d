package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachType;
import java.util.Optional;

/** Into or out of an interface. */
public enum Direction {
  INGRESS("ingress", AttachType.TCX_INGRESS),
  EGRESS("egress", AttachType.TCX_EGRESS);

  private final String word;
  private final AttachType tcxAttachType;

  Direction(String word, AttachType tcxAttachType) {
    this.word = word;
    this.tcxAttachType = tcxAttachType;
  }

  public String word() {
    return word;
  }

  public AttachType tcxAttachType() {
    return tcxAttachType;
  }

  public static Optional<Direction> named(String word) {
    for (Direction direction : values()) {
      if (direction.word.equals(word)) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }
}
