package io.bpfledger.kernel.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A received message.
 *
 * @param body what follows the header, fixed part and attributes
 */
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {

  static final int NOOP = 1;
  static final int ERROR = 2;
  static final int DONE = 3;

  static final int MULTI = 0x2;
  static final int DUMP_INTERRUPTED = 0x10;
  static final int CAPPED = 0x100;
  static final int HAS_ATTRIBUTES = 0x200;

  static final int HEADER_BYTES = 16;
  private static final int ERROR_TEXT = 1;

  /** The messages of one datagram; empty when it is malformed. */
  static Optional<List<NetlinkMessage>> split(ByteBuffer datagram) {
    ByteBuffer rest = datagram.slice().order(ByteOrder.nativeOrder());
    List<NetlinkMessage> messages = new ArrayList<>();
    while (rest.hasRemaining()) {
      int start = rest.position();
      if (rest.remaining() < HEADER_BYTES) {
        return Optional.empty();
      }
      int length = rest.getInt(start);
      if (length < HEADER_BYTES || length > rest.remaining()) {
        return Optional.empty();
      }
      ByteBuffer body =
          rest.slice(start + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder());
      messages.add(
          new NetlinkMessage(
              Short.toUnsignedInt(rest.getShort(start + 4)),
              Short.toUnsignedInt(rest.getShort(start + 6)),
              rest.getInt(start + 8),
              body));
      rest.position(Math.min(rest.limit(), start + aligned(length)));
    }
    return Optional.of(messages);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** An integer of the fixed part; 0 where the message is too short to have it. */
  public int number(int offset) {
    return offset + Integer.BYTES <= body.limit() ? body.getInt(offset) : 0;
  }

  /** The attributes behind a fixed part of that many bytes. */
  public NetlinkAttributes attributes(int fixedBytes) {
    int start = Math.min(aligned(fixedBytes), body.limit());
    return NetlinkAttributes.of(body.slice(start, body.limit() - start));
  }

  /** Zero, or the negative error number, of an ERROR or DONE message. */
  int outcome() {
    return number(0);
  }

  /** What the kernel says in words about an ERROR or DONE message; mostly nothing. */
  String explanation() {
    if (!has(HAS_ATTRIBUTES)) {
      return "";
    }
    int echoed = 0;
    if (type == ERROR) {
      echoed = has(CAPPED) ? HEADER_BYTES : aligned(number(Integer.BYTES));
    }
    boolean plausible = echoed >= 0 && echoed <= body.limit();
    return plausible ? attributes(Integer.BYTES + echoed).text(ERROR_TEXT).orElse("") : "";
  }

  static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
