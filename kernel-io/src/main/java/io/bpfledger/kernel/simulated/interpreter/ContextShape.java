package io.bpfledger.kernel.simulated.interpreter;

import io.bpfledger.kernel.simulated.interpreter.Value.Kind;

/** What the verifier knows of the context of a program type. */
public enum ContextShape {
  /** struct xdp_md. */
  XDP(24) {
    @Override
    Value field(int offset, int size) {
      return switch (offset) {
        case 0, 8 -> Value.of(Kind.PACKET);
        case 4 -> Value.of(Kind.PACKET_END);
        default -> Value.SCALAR;
      };
    }
  },
  /** struct __sk_buff. */
  SOCKET_BUFFER(192) {
    @Override
    Value field(int offset, int size) {
      return switch (offset) {
        case 76, 140 -> Value.of(Kind.PACKET);
        case 80 -> Value.of(Kind.PACKET_END);
        // Pointers to the flow keys and to the socket.
        case 144, 168 -> Value.ANYTHING;
        default -> Value.SCALAR;
      };
    }
  },
  /** The arguments of a member of a kernel structure; some of those answer nothing. */
  CALLBACK(Integer.MAX_VALUE) {
    @Override
    Value field(int offset, int size) {
      return Value.ANYTHING;
    }

    @Override
    boolean answers() {
      return false;
    }
  },
  /** Any other, in which anything may be a pointer. */
  OTHER(Integer.MAX_VALUE) {
    @Override
    Value field(int offset, int size) {
      return Value.ANYTHING;
    }
  };

  private final int bytes;

  ContextShape(int bytes) {
    this.bytes = bytes;
  }

  abstract Value field(int offset, int size);

  /** Whether every program of the type leaves an answer. */
  boolean answers() {
    return true;
  }

  boolean contains(int offset, int size) {
    return offset >= 0 && offset <= bytes - size;
  }
}
