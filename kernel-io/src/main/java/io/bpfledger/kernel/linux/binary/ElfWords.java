package io.bpfledger.kernel.linux.binary;

import java.nio.ByteBuffer;

/**
 * Where the fields of ELF structures are, for 32 and for 64 bits. Only what finding a function
 * needs.
 */
enum ElfWords {
  BITS_32 {
    @Override
    Header header(ByteBuffer b) {
      return new Header(
          Short.toUnsignedInt(b.getShort(16)),
          Integer.toUnsignedLong(b.getInt(28)),
          Short.toUnsignedInt(b.getShort(44)),
          Integer.toUnsignedLong(b.getInt(32)),
          Short.toUnsignedInt(b.getShort(48)));
    }

    @Override
    Segment segment(ByteBuffer b) {
      return new Segment(
          b.getInt(0),
          b.getInt(24),
          Integer.toUnsignedLong(b.getInt(4)),
          Integer.toUnsignedLong(b.getInt(8)),
          Integer.toUnsignedLong(b.getInt(16)));
    }

    @Override
    Section section(ByteBuffer b) {
      return new Section(
          b.getInt(4),
          Integer.toUnsignedLong(b.getInt(16)),
          Integer.toUnsignedLong(b.getInt(20)),
          b.getInt(24));
    }

    @Override
    Symbol symbol(ByteBuffer b, int at) {
      return new Symbol(
          b.getInt(at),
          Byte.toUnsignedInt(b.get(at + 12)),
          Short.toUnsignedInt(b.getShort(at + 14)),
          Integer.toUnsignedLong(b.getInt(at + 4)));
    }

    @Override
    int headerBytes() {
      return 52;
    }

    @Override
    int segmentBytes() {
      return 32;
    }

    @Override
    int sectionBytes() {
      return 40;
    }

    @Override
    int symbolBytes() {
      return 16;
    }
  },
  BITS_64 {
    @Override
    Header header(ByteBuffer b) {
      return new Header(
          Short.toUnsignedInt(b.getShort(16)),
          b.getLong(32),
          Short.toUnsignedInt(b.getShort(56)),
          b.getLong(40),
          Short.toUnsignedInt(b.getShort(60)));
    }

    @Override
    Segment segment(ByteBuffer b) {
      return new Segment(b.getInt(0), b.getInt(4), b.getLong(8), b.getLong(16), b.getLong(32));
    }

    @Override
    Section section(ByteBuffer b) {
      return new Section(b.getInt(4), b.getLong(24), b.getLong(32), b.getInt(40));
    }

    @Override
    Symbol symbol(ByteBuffer b, int at) {
      return new Symbol(
          b.getInt(at),
          Byte.toUnsignedInt(b.get(at + 4)),
          Short.toUnsignedInt(b.getShort(at + 6)),
          b.getLong(at + 8));
    }

    @Override
    int headerBytes() {
      return 64;
    }

    @Override
    int segmentBytes() {
      return 56;
    }

    @Override
    int sectionBytes() {
      return 64;
    }

    @Override
    int symbolBytes() {
      return 24;
    }
  };

  record Header(int type, long segments, int segmentCount, long sections, int sectionCount) {}

  record Segment(int type, int flags, long offset, long address, long fileBytes) {}

  record Section(int type, long offset, long bytes, int link) {}

  record Symbol(int name, int information, int section, long address) {

    int type() {
      return information & 0xf;
    }

    int binding() {
      return information >> 4;
    }
  }

  abstract Header header(ByteBuffer b);

  abstract Segment segment(ByteBuffer b);

  abstract Section section(ByteBuffer b);

  abstract Symbol symbol(ByteBuffer b, int at);

  abstract int headerBytes();

  abstract int segmentBytes();

  abstract int sectionBytes();

  abstract int symbolBytes();
}
