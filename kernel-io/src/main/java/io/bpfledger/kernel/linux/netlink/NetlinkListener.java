package io.bpfledger.kernel.linux.netlink;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A route netlink socket that is told of changes in a namespace, and holds that namespace. */
public final class NetlinkListener implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_FLAGS = 3 | OpenFlags.CLOSE_ON_EXEC | OpenFlags.NON_BLOCKING;
  private static final int NETLINK_ROUTE = 0;

  private static final int ADDRESS_BYTES = 12;
  private static final int ADDRESS_PORT = 4;
  private static final int ADDRESS_GROUPS = 8;

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;

  /** Room for some thousand messages while the thread is busy. */
  private static final int QUEUE_BYTES = 4 << 20;

  private static final int RECEIVE_BYTES = 64 * 1024;
  private static final int MSG_TRUNC = 0x20;
  private static final int ENOBUFS = 105;
  private static final int DATAGRAMS_LIMIT = 65_536;

  private final FileDescriptor descriptor;

  private NetlinkListener(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Listens to the groups of a mask in the namespace that stands at the path now. */
  public static Result<NetlinkListener> open(
      NetworkNamespace namespace, int groups, Operation operation) {
    String object = "rtnetlink socket in " + namespace;
    return NamespaceEntry.within(
        namespace,
        operation,
        () ->
            Answer.opened(
                    SystemCalls.call(SystemCall.SOCKET, AF_NETLINK, SOCK_RAW_FLAGS, NETLINK_ROUTE),
                    operation,
                    object,
                    file -> file)
                .flatMap(file -> join(file, groups, operation, object)));
  }

  private static Result<NetlinkListener> join(
      FileDescriptor file, int groups, Operation operation, String object) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = Memory.zeroed(arena, Integer.BYTES);
      Memory.setInt(size, 0, QUEUE_BYTES);
      // Without CAP_NET_ADMIN the queue stays small, and losing messages is told.
      SystemCalls.call(
          SystemCall.SETSOCKOPT,
          file.number(),
          SOL_SOCKET,
          SO_RCVBUFFORCE,
          size.address(),
          Integer.BYTES);
      MemorySegment address = Memory.zeroed(arena, ADDRESS_BYTES);
      Memory.setShort(address, 0, AF_NETLINK);
      Memory.setInt(address, ADDRESS_GROUPS, groups);
      long answer =
          SystemCalls.call(SystemCall.BIND, file.number(), address.address(), ADDRESS_BYTES);
      if (answer < 0) {
        file.close();
        return Result.failure(Answer.error(answer, operation, object));
      }
      return Result.success(new NetlinkListener(file));
    }
  }

  public int descriptor() {
    return descriptor.number();
  }

  /** Gives all messages that are there, without waiting. False when some were lost. */
  public boolean drain(Consumer<NetlinkMessage> receiver) {
    boolean complete = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(RECEIVE_BYTES, 8);
      MemorySegment sender = Memory.zeroed(arena, ADDRESS_BYTES);
      MemorySegment senderLength = Memory.zeroed(arena, Integer.BYTES);
      for (int datagram = 0; datagram < DATAGRAMS_LIMIT; datagram++) {
        Memory.setInt(senderLength, 0, ADDRESS_BYTES);
        long answer =
            SystemCalls.call(
                SystemCall.RECVFROM,
                descriptor.number(),
                buffer.address(),
                RECEIVE_BYTES,
                MSG_TRUNC,
                sender.address(),
                senderLength.address());
        if (answer == -Errno.EINTR.number()) {
          continue;
        }
        if (answer == -ENOBUFS || answer > RECEIVE_BYTES) {
          complete = false;
        } else if (answer < 0) {
          return complete && answer == -Errno.EAGAIN.number();
        } else if (Memory.intAt(sender, ADDRESS_PORT) == 0) {
          complete &= give(buffer, (int) answer, receiver);
        }
      }
    }
    return complete;
  }

  private static boolean give(MemorySegment buffer, int bytes, Consumer<NetlinkMessage> receiver) {
    Optional<List<NetlinkMessage>> messages =
        NetlinkMessage.split(ByteBuffer.wrap(Memory.bytes(buffer, 0, bytes)));
    messages.ifPresent(all -> all.forEach(receiver));
    return messages.isPresent();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
