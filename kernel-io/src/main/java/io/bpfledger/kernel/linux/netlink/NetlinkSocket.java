package io.bpfledger.kernel.linux.netlink;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A route netlink socket in one network namespace, for one exchange.
 *
 * <p>Opened for each operation and never kept: a socket holds its namespace, so one in a cache
 * would keep the devices of a deleted namespace alive. docs/decisions/0007 has the cost.
 */
public final class NetlinkSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOSE_ON_EXEC = 3 | OpenFlags.CLOSE_ON_EXEC;
  private static final int NETLINK_ROUTE = 0;

  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;

  private static final int MSG_TRUNC = 0x20;
  private static final int ADDRESS_BYTES = 12;
  private static final int ADDRESS_PORT = 4;

  private static final int RECEIVE_BYTES = 64 * 1024;
  private static final long TIMEOUT_SECONDS = 5;

  private static final int ATTEMPTS = 8;
  private static final int MESSAGES_LIMIT = 1 << 20;
  private static final int DATAGRAMS_LIMIT = 1 << 18;

  /** What was asked, for the error that may come of it. */
  private record Question(Operation operation, String object) {

    <T> Result<T> failure(long answer) {
      return Result.failure(Answer.error(answer, operation, object));
    }

    <T> Result<T> failure(Errno errno, String detail) {
      return Result.failure(KernelError.of(operation, object, errno, detail));
    }
  }

  private final FileDescriptor descriptor;
  private final Arena arena;
  private final MemorySegment buffer;
  private final MemorySegment sender;
  private final MemorySegment senderLength;
  private int sequence;

  private NetlinkSocket(FileDescriptor descriptor, Arena arena) {
    this.descriptor = descriptor;
    this.arena = arena;
    this.buffer = Memory.zeroed(arena, RECEIVE_BYTES);
    this.sender = Memory.zeroed(arena, ADDRESS_BYTES);
    this.senderLength = Memory.zeroed(arena, Integer.BYTES);
  }

  /** Does one exchange in a namespace. The socket is for that thread and that time only. */
  public static <T> Result<T> within(
      NetworkNamespace namespace,
      Operation operation,
      Function<NetlinkSocket, Result<T>> exchange) {
    return NamespaceEntry.within(
        namespace,
        operation,
        () ->
            open(operation, namespace)
                .flatMap(
                    socket -> {
                      try (socket) {
                        return exchange.apply(socket);
                      }
                    }));
  }

  private static Result<NetlinkSocket> open(Operation operation, NetworkNamespace namespace) {
    long opened =
        SystemCalls.call(SystemCall.SOCKET, AF_NETLINK, SOCK_RAW_CLOSE_ON_EXEC, NETLINK_ROUTE);
    if (opened < 0) {
      return Result.failure(Answer.error(opened, operation, "rtnetlink socket in " + namespace));
    }
    NetlinkSocket socket = new NetlinkSocket(FileDescriptor.owning(opened), Arena.ofConfined());
    socket.setTimeout();
    // Words in errors and short echoes: kernels that know neither answer without them.
    socket.enable(NETLINK_EXT_ACK);
    socket.enable(NETLINK_CAP_ACK);
    return Result.success(socket);
  }

  private void setTimeout() {
    MemorySegment time = Memory.zeroed(arena, 2 * Long.BYTES);
    Memory.setLong(time, 0, TIMEOUT_SECONDS);
    setOption(SOL_SOCKET, SO_RCVTIMEO, time);
  }

  private void enable(int option) {
    MemorySegment one = Memory.zeroed(arena, Integer.BYTES);
    Memory.setInt(one, 0, 1);
    setOption(SOL_NETLINK, option, one);
  }

  private void setOption(int level, int option, MemorySegment value) {
    SystemCalls.call(
        SystemCall.SETSOCKOPT,
        descriptor.number(),
        level,
        option,
        value.address(),
        value.byteSize());
  }

  /** A request that changes something: done, or why not. */
  public Result<Done> change(NetlinkRequest request, Operation operation, String object) {
    Question question = new Question(operation, object);
    return send(request, NetlinkRequest.ACKNOWLEDGE, question)
        .flatMap(_ -> receive(question))
        .map(_ -> Done.DONE);
  }

  /** A request with one message for an answer. */
  public Result<NetlinkMessage> ask(NetlinkRequest request, Operation operation, String object) {
    Question question = new Question(operation, object);
    return send(request, 0, question)
        .flatMap(_ -> receive(question))
        .flatMap(
            answer ->
                answer.messages.isEmpty()
                    ? question.failure(Errno.EIO, "the kernel acknowledged and told nothing")
                    : Result.success(answer.messages.getFirst()));
  }

  /** All messages of a list; it is asked for again when it changed while it was read. */
  public Result<List<NetlinkMessage>> dump(
      NetlinkRequest request, Operation operation, String object) {
    Question question = new Question(operation, object);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Result<Reply> reply =
          send(request, NetlinkRequest.DUMP, question).flatMap(_ -> receive(question));
      switch (reply) {
        case Result.Failure<Reply> failure -> {
          return Result.failure(failure.error());
        }
        case Result.Success<Reply> success -> {
          if (!success.value().interrupted) {
            return Result.success(success.value().messages);
          }
        }
      }
    }
    return question.failure(
        Errno.EAGAIN, "the list changed each of the " + ATTEMPTS + " times it was read; try again");
  }

  private Result<Done> send(NetlinkRequest request, int flags, Question question) {
    sequence++;
    byte[] message = request.message(sequence, flags);
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment bytes = Memory.copyOf(scratch, message);
      long answer =
          SystemCalls.call(
              SystemCall.SENDTO, descriptor.number(), bytes.address(), message.length, 0, 0, 0);
      return Answer.done(answer, question.operation, question.object);
    }
  }

  /** What came for one request. */
  private record Reply(List<NetlinkMessage> messages, boolean interrupted) {}

  private Result<Reply> receive(Question question) {
    List<NetlinkMessage> messages = new ArrayList<>();
    boolean interrupted = false;
    for (int datagram = 0; datagram < DATAGRAMS_LIMIT; datagram++) {
      Result<List<NetlinkMessage>> received = datagram(question);
      if (received instanceof Result.Failure<List<NetlinkMessage>> failure) {
        return Result.failure(failure.error());
      }
      for (NetlinkMessage message : received.orThrow()) {
        interrupted |= message.has(NetlinkMessage.DUMP_INTERRUPTED);
        if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
          return concluded(message, messages, interrupted, question);
        }
        if (message.type() != NetlinkMessage.NOOP) {
          messages.add(message);
        }
        if (!message.has(NetlinkMessage.MULTI)) {
          return Result.success(new Reply(messages, interrupted));
        }
      }
      if (messages.size() > MESSAGES_LIMIT) {
        break;
      }
    }
    return question.failure(Errno.E2BIG, "more than " + MESSAGES_LIMIT + " messages");
  }

  private static Result<Reply> concluded(
      NetlinkMessage last, List<NetlinkMessage> messages, boolean interrupted, Question question) {
    int outcome = last.outcome();
    return outcome < 0
        ? question.failure(new Errno(-outcome), last.explanation())
        : Result.success(new Reply(messages, interrupted));
  }

  /** The messages of the next datagram that the kernel, and nobody else, sent for this request. */
  private Result<List<NetlinkMessage>> datagram(Question question) {
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
      return Result.success(List.of());
    }
    if (answer == -Errno.EAGAIN.number()) {
      return question.failure(
          Errno.ETIMEDOUT, "the kernel did not answer within " + TIMEOUT_SECONDS + " s");
    }
    if (answer < 0) {
      return question.failure(answer);
    }
    if (answer > RECEIVE_BYTES) {
      return question.failure(Errno.EMSGSIZE, "an answer of " + answer + " bytes");
    }
    if (Memory.intAt(sender, ADDRESS_PORT) != 0) {
      return Result.success(List.of());
    }
    ByteBuffer bytes = ByteBuffer.wrap(Memory.bytes(buffer, 0, (int) answer));
    Optional<List<NetlinkMessage>> messages = NetlinkMessage.split(bytes);
    return messages
        .map(
            all ->
                Result.success(
                    all.stream().filter(message -> message.sequence() == sequence).toList()))
        .orElseGet(() -> question.failure(Errno.EPROTO, "a malformed answer"));
  }

  @Override
  public void close() {
    descriptor.close();
    arena.close();
  }
}
