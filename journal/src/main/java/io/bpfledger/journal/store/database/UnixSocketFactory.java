package io.bpfledger.journal.store.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Lets the PostgreSQL driver, which knows only TCP, reach a server on its Unix socket, where the
 * server can see who asks ({@code peer} authentication) and no password is needed.
 *
 * <p>The driver makes it by name, with the path of the socket.
 */
public final class UnixSocketFactory extends SocketFactory {

  private final Path path;

  public UnixSocketFactory(String path) {
    this.path = Path.of(path);
  }

  @Override
  public Socket createSocket() {
    return new UnixSocket(path);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return connected();
  }

  /** Host and port are the driver's; there is one place this can go. */
  private Socket connected() throws IOException {
    UnixSocket socket = new UnixSocket(path);
    socket.open();
    return socket;
  }
}
