package io.bpfledger.journal.store.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that looks like a {@link Socket}, which Java does not offer. Reads honour {@link
 * #setSoTimeout}; what makes sense only for TCP is accepted and does nothing.
 */
final class UnixSocket extends Socket {

  /** What the driver is told when it asks; it sizes its own buffers by it. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path path;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  private volatile int timeoutMillis;

  UnixSocket(Path path) {
    this.path = path;
  }

  /** The channel and what waits for it to be readable or writable. */
  private record Connection(SocketChannel channel, Selector readable, Selector writable) {

    static Connection open(Path path) throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        channel.configureBlocking(false);
        Selector readable = Selector.open();
        Selector writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
        return new Connection(channel, readable, writable);
      } catch (IOException failure) {
        channel.close();
        throw failure;
      }
    }

    void close() throws IOException {
      try {
        channel.close();
      } finally {
        try {
          readable.close();
        } finally {
          writable.close();
        }
      }
    }
  }

  void open() throws IOException {
    try {
      connection = Connection.open(path);
    } catch (IOException failure) {
      throw new IOException(path + ": " + failure.getMessage(), failure);
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    open();
  }

  /** A Unix socket connects at once or not at all, so the time allowed is not needed. */
  @Override
  public void connect(SocketAddress endpoint, int connectTimeoutMillis) throws IOException {
    open();
  }

  private Connection connection() throws SocketException {
    Connection current = connection;
    if (current == null || closed) {
      throw new SocketException(path + ": socket is " + (closed ? "closed" : "not connected"));
    }
    return current;
  }

  @Override
  public InputStream getInputStream() throws SocketException {
    Connection current = connection();
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        if (length == 0) {
          return 0;
        }
        int count = current.channel().read(buffer);
        while (count == 0) {
          await(current.readable(), timeoutMillis);
          count = current.channel().read(buffer);
        }
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws SocketException {
    Connection current = connection();
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
        while (buffer.hasRemaining()) {
          if (current.channel().write(buffer) == 0) {
            await(current.writable(), 0);
          }
        }
      }
    };
  }

  private void await(Selector selector, int limitMillis) throws IOException {
    boolean ready = selector.select(limitMillis) > 0;
    selector.selectedKeys().clear();
    if (!ready && !closed && limitMillis > 0) {
      throw new SocketTimeoutException(path + ": nothing in " + limitMillis + " ms");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new SocketException(path + ": interrupted");
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Connection current = connection;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public boolean isConnected() {
    return connection != null;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public void setReceiveBufferSize(int size) {}

  @Override
  public void setSendBufferSize(int size) {}

  @Override
  public int getReceiveBufferSize() {
    return BUFFER_BYTES;
  }

  @Override
  public int getSendBufferSize() {
    return BUFFER_BYTES;
  }

  @Override
  public String toString() {
    return "unix socket " + path;
  }
}
