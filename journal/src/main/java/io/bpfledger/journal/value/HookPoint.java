package io.bpfledger.journal.value;

import java.util.Optional;

/** The places on a network interface where several programs share one hook. */
public enum HookPoint implements Word {
  XDP("xdp"),
  TC_INGRESS("tc-ingress"),
  TC_EGRESS("tc-egress"),
  TCX_INGRESS("tcx-ingress"),
  TCX_EGRESS("tcx-egress");

  private final String word;

  HookPoint(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  public static Optional<HookPoint> named(String word) {
    for (HookPoint point : values()) {
      if (point.word.equals(word)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
