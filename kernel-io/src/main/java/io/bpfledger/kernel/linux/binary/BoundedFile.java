package io.bpfledger.kernel.linux.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads at offsets that come from the file itself, so each one is checked. */
final class BoundedFile implements AutoCloseable {

  /** The file is not what it claims to be. */
  static final class Malformed extends IOException {

    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  private final FileChannel channel;
  private final long size;

  private BoundedFile(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  static BoundedFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path);
    return new BoundedFile(channel, channel.size());
  }

  /** So many bytes at an offset, all of them; callers keep the count small. */
  ByteBuffer read(long offset, int count) throws IOException {
    check(offset, count);
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new Malformed("it was cut while it was read");
      }
    }
    return buffer.flip();
  }

  /** Throws unless so many bytes at that offset are in the file. */
  void check(long offset, long count) throws Malformed {
    if (offset < 0 || count < 0 || offset > size || count > size - offset) {
      throw new Malformed("a table of it lies past its end");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
