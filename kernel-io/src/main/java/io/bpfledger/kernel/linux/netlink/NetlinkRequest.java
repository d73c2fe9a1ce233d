package io.bpfledger.kernel.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** A request that is being written: header, fixed part, attributes. */
public final class NetlinkRequest {

  public static final int REQUEST = 0x1;
  public static final int ACKNOWLEDGE = 0x4;
  public static final int REPLACE = 0x100;
  public static final int EXCLUSIVE = 0x200;
  public static final int CREATE = 0x400;
  static final int DUMP = 0x300;

  /** What marks an attribute that holds attributes. */
  private static final int NESTED = 0x8000;

  /** Our requests name an interface and a program; the largest has a few hundred bytes. */
  private static final int LIMIT = 2048;

  private static final int LENGTH = 0;
  private static final int FLAGS = 6;
  private static final int SEQUENCE = 8;
  private static final int HEADER_BYTES = 16;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;

  private final ByteBuffer buffer = ByteBuffer.allocate(LIMIT).order(ByteOrder.nativeOrder());

  private NetlinkRequest(int type, int flags) {
    buffer.position(4);
    buffer.putShort((short) type).putShort((short) (flags | REQUEST));
    buffer.position(HEADER_BYTES);
  }

  public static NetlinkRequest of(int type, int flags) {
    return new NetlinkRequest(type, flags);
  }

  /** Appends a fixed part, which precedes the attributes. */
  public NetlinkRequest fixed(ByteBuffer part) {
    buffer.put(part.duplicate());
    align();
    return this;
  }

  public NetlinkRequest number(int attribute, int value) {
    return attribute(attribute, () -> buffer.putInt(value));
  }

  /** A text with its terminating zero. */
  public NetlinkRequest text(int attribute, String value) {
    return attribute(
        attribute, () -> buffer.put(value.getBytes(StandardCharsets.UTF_8)).put((byte) 0));
  }

  public NetlinkRequest bytes(int attribute, byte[] value) {
    return attribute(attribute, () -> buffer.put(value));
  }

  public NetlinkRequest nested(int attribute, Consumer<NetlinkRequest> inner) {
    return attribute(attribute | NESTED, () -> inner.accept(this));
  }

  private NetlinkRequest attribute(int type, Runnable value) {
    int start = buffer.position();
    buffer.position(start + ATTRIBUTE_HEADER_BYTES);
    value.run();
    buffer.putShort(start, (short) (buffer.position() - start));
    buffer.putShort(start + 2, (short) type);
    align();
    return this;
  }

  private void align() {
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
  }

  /** The finished message, with the flags that the way of asking adds. */
  byte[] message(int sequence, int moreFlags) {
    buffer.putInt(LENGTH, buffer.position());
    ByteBuffer finished =
        ByteBuffer.wrap(Arrays.copyOf(buffer.array(), buffer.position()))
            .order(ByteOrder.nativeOrder());
    finished.putShort(FLAGS, (short) (finished.getShort(FLAGS) | moreFlags));
    finished.putInt(SEQUENCE, sequence);
    return finished.array();
  }
}
