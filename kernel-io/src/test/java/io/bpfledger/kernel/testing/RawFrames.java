package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.NetworkInterface;
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
import java.util.Arrays;

/** Sends frames of an experimental protocol, which nobody answers, so that they can be counted. */
public final class RawFrames {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOSE_ON_EXEC = 3 | OpenFlags.CLOSE_ON_EXEC;
  private static final int ADDRESS_BYTES = 20;
  private static final int FRAME_BYTES = 60;
  private static final int MAC_BYTES = 6;

  private RawFrames() {}

  /** Sends that many frames out of an interface; the other end of its cable receives them. */
  public static void send(NetworkInterface from, int count) {
    NamespaceEntry.within(
            from.namespace(),
            Operation.LOOKUP_INTERFACE,
            () -> {
              sendHere(from.index(), count);
              return Result.done();
            })
        .orThrow();
  }

  private static void sendHere(int interfaceIndex, int count) {
    long opened = SystemCalls.call(SystemCall.SOCKET, AF_PACKET, SOCK_RAW_CLOSE_ON_EXEC, 0);
    try (FileDescriptor socket = FileDescriptor.owning(opened);
        Arena arena = Arena.ofConfined()) {
      MemorySegment address = Memory.zeroed(arena, ADDRESS_BYTES);
      Memory.setShort(address, 0, AF_PACKET);
      Memory.setInt(address, 4, interfaceIndex);
      Memory.setByte(address, 11, MAC_BYTES);
      MemorySegment frame = Memory.copyOf(arena, frame());
      for (int sent = 0; sent < count; sent++) {
        long answer =
            SystemCalls.call(
                SystemCall.SENDTO,
                socket.number(),
                frame.address(),
                FRAME_BYTES,
                0,
                address.address(),
                ADDRESS_BYTES);
        if (answer != FRAME_BYTES) {
          throw new IllegalStateException("sending a frame answered " + answer);
        }
      }
    }
  }

  /** To everybody, from a local address, of the first experimental EtherType. */
  private static byte[] frame() {
    byte[] frame = new byte[FRAME_BYTES];
    Arrays.fill(frame, 0, MAC_BYTES, (byte) 0xff);
    frame[MAC_BYTES] = 0x02;
    frame[12] = (byte) 0x88;
    frame[13] = (byte) 0xb5;
    return frame;
  }
}
