package io.bpfledger.kernel.simulated.interpreter;

/**
 * What the verifier knows of a register.
 *
 * @param origin where a pointer that may be null comes from, so that its copies are known as such
 * @param offset how far a pointer is from where it pointed first, as far as that is a constant
 */
record Value(Kind kind, int origin, int offset) {

  enum Kind {
    /** Nothing was ever written to it. */
    UNWRITTEN("?"),
    SCALAR("scalar"),
    CONTEXT("ctx"),
    STACK("fp"),
    PACKET("pkt"),
    PACKET_END("pkt_end"),
    MAP("map_ptr"),
    MAP_VALUE("map_value"),
    MAP_VALUE_OR_NULL("map_value_or_null"),
    /**
     * Several things, or something this verifier does not follow. Whatever is done with it is fine.
     */
    ANYTHING("?");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static final Value UNWRITTEN = of(Kind.UNWRITTEN);
  static final Value SCALAR = of(Kind.SCALAR);
  static final Value ANYTHING = of(Kind.ANYTHING);

  static Value of(Kind kind) {
    return new Value(kind, 0, 0);
  }

  Value moved(int by) {
    return new Value(kind, origin, offset + by);
  }

  boolean isPointer() {
    return switch (kind) {
      case CONTEXT, STACK, PACKET, PACKET_END, MAP, MAP_VALUE, MAP_VALUE_OR_NULL -> true;
      case UNWRITTEN, SCALAR, ANYTHING -> false;
    };
  }

  /** What is known when it may be either of two things. */
  Value or(Value other) {
    if (equals(other)) {
      return this;
    }
    boolean alike = kind == other.kind && (kind == Kind.PACKET || kind == Kind.MAP_VALUE);
    return alike ? new Value(kind, 0, offset) : ANYTHING;
  }
}
