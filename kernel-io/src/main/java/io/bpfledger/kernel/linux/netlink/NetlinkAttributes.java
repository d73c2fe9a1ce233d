package io.bpfledger.kernel.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The attributes of a message by their type. What is malformed ends the reading, never overruns.
 */
public final class NetlinkAttributes {

  private static final int HEADER_BYTES = 4;

  /** Type bits without the marks for nesting and byte order. */
  private static final int TYPE_MASK = 0x3fff;

  private final Map<Integer, ByteBuffer> byType;

  private NetlinkAttributes(Map<Integer, ByteBuffer> byType) {
    this.byType = byType;
  }

  static NetlinkAttributes of(ByteBuffer bytes) {
    ByteBuffer rest = bytes.slice().order(ByteOrder.nativeOrder());
    Map<Integer, ByteBuffer> found = new HashMap<>();
    while (rest.remaining() >= HEADER_BYTES) {
      int start = rest.position();
      int length = Short.toUnsignedInt(rest.getShort(start));
      if (length < HEADER_BYTES || length > rest.remaining()) {
        break;
      }
      int type = Short.toUnsignedInt(rest.getShort(start + 2)) & TYPE_MASK;
      found.put(
          type,
          rest.slice(start + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder()));
      rest.position(Math.min(rest.limit(), start + NetlinkMessage.aligned(length)));
    }
    return new NetlinkAttributes(found);
  }

  public boolean has(int type) {
    return byType.containsKey(type);
  }

  public OptionalInt number(int type) {
    ByteBuffer value = byType.get(type);
    return value == null || value.limit() < Integer.BYTES
        ? OptionalInt.empty()
        : OptionalInt.of(value.getInt(0));
  }

  public OptionalInt octet(int type) {
    ByteBuffer value = byType.get(type);
    return value == null || !value.hasRemaining()
        ? OptionalInt.empty()
        : OptionalInt.of(Byte.toUnsignedInt(value.get(0)));
  }

  /** The text up to its terminating zero. */
  public Optional<String> text(int type) {
    ByteBuffer value = byType.get(type);
    if (value == null) {
      return Optional.empty();
    }
    int length = 0;
    while (length < value.limit() && value.get(length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    value.get(0, bytes);
    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  /** The attributes inside one; none when it is absent. */
  public NetlinkAttributes nested(int type) {
    ByteBuffer value = byType.get(type);
    return value == null ? new NetlinkAttributes(Map.of()) : of(value);
  }
}
