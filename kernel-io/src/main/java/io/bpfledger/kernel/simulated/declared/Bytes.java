package io.bpfledger.kernel.simulated.declared;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Grows a file, little-endian. */
final class Bytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u16(int value) {
    return u8(value).u8(value >>> 8);
  }

  Bytes u32(int value) {
    return u16(value).u16(value >>> 16);
  }

  Bytes u64(long value) {
    return u32((int) value).u32((int) (value >>> 32));
  }

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8)).u8(0);
  }

  Bytes aligned(int to) {
    while (out.size() % to != 0) {
      u8(0);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
