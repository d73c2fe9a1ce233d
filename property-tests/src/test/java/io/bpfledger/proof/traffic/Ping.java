package io.bpfledger.proof.traffic;

import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/** Sends echo requests one by one and waits for each reply; the kernel at the other end answers. */
final class Ping {

  private static final int AF_INET = 2;
  private static final int SOCK_RAW_CLOSE_ON_EXEC = 3 | OpenFlags.CLOSE_ON_EXEC;
  private static final int IPPROTO_ICMP = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int ECHO_REQUEST = 8;
  private static final int ECHO_REPLY = 0;
  private static final int ADDRESS_BYTES = 16;
  private static final int MESSAGE_BYTES = 64;
  private static final int PACKET_BYTES_MAX = 1024;
  private static final int IDENTIFIER = 0x1ed6;
  private static final int REPLY_TIMEOUT_SECONDS = 1;

  /** What came of it. */
  record Outcome(int sent, int received) {}

  private Ping() {}

  /** Pings an address from inside a namespace, at least once, until told to stop. */
  static Outcome until(NetworkNamespace namespace, byte[] address, BooleanSupplier enough) {
    return NamespaceEntry.within(
            namespace,
            Operation.IDENTIFY_NAMESPACE,
            () -> Result.success(pingHere(address, enough)))
        .orThrow();
  }

  private static Outcome pingHere(byte[] address, BooleanSupplier enough) {
    long opened =
        SystemCalls.call(SystemCall.SOCKET, AF_INET, SOCK_RAW_CLOSE_ON_EXEC, IPPROTO_ICMP);
    try (FileDescriptor socket = FileDescriptor.owning(opened);
        Arena arena = Arena.ofConfined()) {
      MemorySegment timeout = Memory.zeroed(arena, 16);
      Memory.setLong(timeout, 0, REPLY_TIMEOUT_SECONDS);
      SystemCalls.call(
          SystemCall.SETSOCKOPT, socket.number(), SOL_SOCKET, SO_RCVTIMEO, timeout.address(), 16);
      int sent = 0;
      int received = 0;
      do {
        send(socket, arena, address, sent & 0xffff);
        received += replied(socket, arena, sent & 0xffff) ? 1 : 0;
        sent++;
      } while (!enough.getAsBoolean());
      return new Outcome(sent, received);
    }
  }

  private static void send(FileDescriptor socket, Arena arena, byte[] address, int sequence) {
    MemorySegment to = Memory.zeroed(arena, ADDRESS_BYTES);
    Memory.setShort(to, 0, AF_INET);
    for (int part = 0; part < 4; part++) {
      Memory.setByte(to, 4 + part, address[part]);
    }
    byte[] message = new byte[MESSAGE_BYTES];
    message[0] = ECHO_REQUEST;
    message[4] = (byte) (IDENTIFIER >> 8);
    message[5] = (byte) IDENTIFIER;
    message[6] = (byte) (sequence >> 8);
    message[7] = (byte) sequence;
    int checksum = checksum(message);
    message[2] = (byte) (checksum >> 8);
    message[3] = (byte) checksum;
    long answer =
        SystemCalls.call(
            SystemCall.SENDTO,
            socket.number(),
            Memory.copyOf(arena, message).address(),
            MESSAGE_BYTES,
            0,
            to.address(),
            ADDRESS_BYTES);
    if (answer != MESSAGE_BYTES) {
      throw new IllegalStateException("sending an echo request answered " + answer);
    }
  }

  /** Whether the reply came in time; others, such as late ones, are passed over. */
  private static boolean replied(FileDescriptor socket, Arena arena, int sequence) {
    MemorySegment packet = Memory.zeroed(arena, PACKET_BYTES_MAX);
    while (true) {
      long length =
          SystemCalls.call(
              SystemCall.RECVFROM, socket.number(), packet.address(), PACKET_BYTES_MAX, 0, 0, 0);
      if (length < 0) {
        return false;
      }
      int header = (Memory.byteAt(packet, 0) & 0xf) * 4;
      boolean reply = Memory.byteAt(packet, header) == ECHO_REPLY;
      int its = Memory.byteAt(packet, header + 6L) << 8 | Memory.byteAt(packet, header + 7L);
      if (reply && its == sequence) {
        return true;
      }
    }
  }

  private static int checksum(byte[] message) {
    int sum = 0;
    for (int at = 0; at < message.length; at += 2) {
      sum += ((message[at] & 0xff) << 8) | (message[at + 1] & 0xff);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16)) & 0xffff;
  }
}
