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
  private static final int LARGEST_PACKET = 3520;
  private static final int REPEAT_LIMIT = 1_000_000;
  private static final int LOOPBACK_INDEX = 1;
  private static final int PLAIN_CONTEXT_BYTES = 512;

  private Execution() {}

  static TestRun testRun(Machine machine, ProgramObject program, TestRunRequest request) {
    if (request.repeat() > REPEAT_LIMIT) {
      throw new Refusal(
          Errno.EINVAL, "a simulated test-run repeats at most " + REPEAT_LIMIT + " times");
    }
    boolean takesPacket = takesPacket(program);
    if (takesPacket) {
      requirePacket(request.data().length);
    }
    Packet packet = new Packet(request.data());
    Context context =
        takesPacket
            ? packetContext(program, packet, LOOPBACK_INDEX)
            : new Context.Plain(PLAIN_CONTEXT_BYTES);
    long instructions = 0;
    int returnValue = 0;
    for (int run = 0; run < request.repeat(); run++) {
      Interpreter.Outcome outcome = run(machine, program, context);
      returnValue = outcome.returnValue();
      instructions += outcome.instructions();
    }
    byte[] after = takesPacket ? packet.data() : new byte[0];
    return new TestRun(returnValue, after, (int) (instructions / request.repeat()));
  }

  private static boolean takesPacket(ProgramObject program) {
    return switch (program.type()) {
      case XDP, SCHED_CLS, SCHED_ACT, CGROUP_SKB, SOCKET_FILTER, LWT_IN, LWT_OUT, LWT_XMIT -> true;
      case RAW_TRACEPOINT, SYSCALL -> false;
      default ->
          throw new Refusal(
              Errno.ENOTSUPP, "programs of type " + program.type().word() + " cannot be test-run");
    };
  }

  private static void requirePacket(int size) {
    if (size < SMALLEST_PACKET || size > LARGEST_PACKET) {
      throw new Refusal(
          Errno.EINVAL, "a packet has " + SMALLEST_PACKET + " to " + LARGEST_PACKET + " bytes");
    }
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
