package io.bpfledger.kernel.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in the byte order of the simulated machine, which is little-endian. */
final class NativeBytes {

  private NativeBytes() {}

  static byte[] ofInt(int value) {
    return buffer(new byte[Integer.BYTES]).putInt(value).array();
  }

  static int readInt(byte[] bytes) {
    return buffer(bytes).getInt(0);
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
