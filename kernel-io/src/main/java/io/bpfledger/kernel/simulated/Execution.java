package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.TestRun;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.simulated.interpreter.Context;
import io.bpfledger.kernel.simulated.interpreter.Interpreter;
import io.bpfledger.kernel.simulated.interpreter.Packet;
import io.bpfledger.kernel.simulated.interpreter.Trap;

/** Runs programs that are in the kernel, for a test-run or for a packet. */
final class Execution {

  private static final int SMALLEST_PACKET = 14;
  private static final int LARGEST_SOCKET_BUFFER = 3712;
  private static final int LARGEST_XDP_PACKET = 73_152;
  private static final int REPEAT_LIMIT = 1_000_000;
  private static final int LOOPBACK_INDEX = 1;
  private static final int PLAIN_CONTEXT_BYTES = 512;

  private Execution() {}

  static TestRun testRun(Machine machine, ProgramObject program, TestRunRequest request) {
    if (request.repeat() > REPEAT_LIMIT) {
      throw new Refusal(
          Errno.EINVAL, "a simulated test-run repeats at most " + REPEAT_LIMIT + " times");
    }
    Input input = input(program);
    input.requireSize(request.data().length);
    Packet packet = new Packet(request.data());
    Context context =
        input.takesPacket()
            ? packetContext(program, packet, LOOPBACK_INDEX)
            : new Context.Plain(PLAIN_CONTEXT_BYTES);
    long instructions = 0;
    int returnValue = 0;
    for (int run = 0; run < request.repeat(); run++) {
      Interpreter.Outcome outcome = run(machine, program, context);
      returnValue = outcome.returnValue();
      instructions += outcome.instructions();
    }
    byte[] after = input.takesPacket() ? packet.data() : new byte[0];
    return new TestRun(returnValue, after, (int) (instructions / request.repeat()));
  }

  /** What a test-run of a program type wants to be given. */
  private record Input(boolean takesPacket, int smallest, int largest) {

    void requireSize(int size) {
      if (size < smallest || size > largest) {
        throw new Refusal(
            Errno.EINVAL, "such a program is given " + smallest + " to " + largest + " bytes");
      }
    }
  }

  private static Input input(ProgramObject program) {
    return switch (program.type()) {
      case XDP -> new Input(true, SMALLEST_PACKET, LARGEST_XDP_PACKET);
      case SCHED_CLS, SCHED_ACT, CGROUP_SKB, SOCKET_FILTER, LWT_IN, LWT_OUT, LWT_XMIT ->
          new Input(true, SMALLEST_PACKET, LARGEST_SOCKET_BUFFER);
      case NETFILTER -> new Input(false, SMALLEST_PACKET, LARGEST_SOCKET_BUFFER);
      case RAW_TRACEPOINT, SYSCALL -> new Input(false, 0, 0);
      case SK_LOOKUP, FLOW_DISSECTOR ->
          throw new Refusal(Errno.EINVAL, "its test-run needs more than the port can give");
      case TRACING -> throw new Refusal(Errno.EFAULT, "its test-run needs a function to call");
      default ->
          throw new Refusal(
              Errno.ENOTSUPP, "programs of type " + program.type().word() + " cannot be test-run");
    };
  }

  static Context packetContext(ProgramObject program, Packet packet, int interfaceIndex) {
    return switch (program.type()) {
      case XDP -> new Context.Xdp(packet, interfaceIndex);
      default -> new Context.SocketBuffer(packet, interfaceIndex);
    };
  }

  static Interpreter.Outcome run(Machine machine, ProgramObject program, Context context) {
    try {
      return Interpreter.run(new ProgramCode(program, machine), context, machine.surroundings());
    } catch (Trap trap) {
      throw new Refusal(Errno.ENOTSUPP, program.describe() + ", " + trap.getMessage());
    }
  }
}
