package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.attach.Direction;

/** A clsact qdisc with the filters of both directions. */
final class Clsact {

  private final FilterChain ingress = new FilterChain();
  private final FilterChain egress = new FilterChain();

  FilterChain filters(Direction direction) {
    return switch (direction) {
      case INGRESS -> ingress;
      case EGRESS -> egress;
    };
  }

  void vanish() {
    ingress.clear();
    egress.clear();
  }
}
