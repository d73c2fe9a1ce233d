package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Datagrams from a namespace to itself over its loopback.
 *
 * <p>By system calls: the sockets of the JVM would leave a descriptor open that it keeps for good.
 */
public final class Datagrams {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM_CLOSE_ON_EXEC = 2 | OpenFlags.CLOSE_ON_EXEC;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final long WAIT_MICROS = 200_000;
  private static final int ADDRESS_BYTES = 16;
  private static final int PORT = 7000;

  private Datagrams() {}

  /** Sends so many and says how many came. One that a program refused did not come. */
  public static int received(NetworkSandbox sandbox, int count) {
    return sandbox.within(() -> receivedHere(count));
  }

  private static int receivedHere(int count) {
    try (Arena arena = Arena.ofConfined();
        FileDescriptor receiver = socket();
        FileDescriptor sender = socket()) {
      MemorySegment address = loopback(arena);
      MemorySegment wait = Memory.zeroed(arena, 2 * Long.BYTES);
      Memory.setLong(wait, Long.BYTES, WAIT_MICROS);
      SystemCalls.call(
          SystemCall.SETSOCKOPT,
          receiver.number(),
          SOL_SOCKET,
          SO_RCVTIMEO,
          wait.address(),
          wait.byteSize());
      long bound =
          SystemCalls.call(SystemCall.BIND, receiver.number(), address.address(), ADDRESS_BYTES);
      if (bound < 0) {
        throw new IllegalStateException("bind answered " + bound);
      }
      MemorySegment content = Memory.zeroed(arena, 1);
      for (int sent = 0; sent < count; sent++) {
        // The answer may be a refusal by the program under test: the receiver will not have it.
        SystemCalls.call(
            SystemCall.SENDTO,
            sender.number(),
            content.address(),
            1,
            0,
            address.address(),
            ADDRESS_BYTES);
      }
      int received = 0;
      while (received < count
          && SystemCalls.call(SystemCall.RECVFROM, receiver.number(), content.address(), 1) == 1) {
        received++;
      }
      return received;
    }
  }

  private static FileDescriptor socket() {
    return FileDescriptor.owning(
        SystemCalls.call(SystemCall.SOCKET, AF_INET, SOCK_DGRAM_CLOSE_ON_EXEC, 0));
  }

  private static MemorySegment loopback(Arena arena) {
    MemorySegment address = Memory.zeroed(arena, ADDRESS_BYTES);
    Memory.setShort(address, 0, AF_INET);
    Memory.setByte(address, 2, PORT >> 8);
    Memory.setByte(address, 3, PORT & 0xff);
    Memory.setByte(address, 4, 127);
    Memory.setByte(address, 7, 1);
    return address;
  }
}
