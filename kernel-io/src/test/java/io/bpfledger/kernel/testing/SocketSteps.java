package io.bpfledger.kernel.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that does with sockets and files what its arguments say, for a cgroup to see. A step
 * that is refused prints {@code refused:} and the reason.
 */
public final class SocketSteps {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private SocketSteps() {}

  public static void main(String[] arguments) {
    try {
      step(arguments);
      System.out.println("done");
    } catch (IOException refused) {
      System.out.println("refused: " + refused.getMessage());
    }
  }

  private static void step(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "send" -> send(port(arguments[1]), Integer.parseInt(arguments[2]));
      case "exchange" -> exchange(port(arguments[1]));
      case "connect" -> connect(port(arguments[1]));
      case "bind" -> bind(port(arguments[1]));
      case "option" -> option();
      case "read" -> System.out.print(Files.readString(Path.of(arguments[1])));
      case "open" -> Files.newInputStream(Path.of(arguments[1])).close();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static InetSocketAddress port(String number) {
    return new InetSocketAddress(LOOPBACK, Integer.parseInt(number));
  }

  /** Sends so many datagrams to a port where nobody listens. */
  private static void send(InetSocketAddress to, int count) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      for (int sent = 0; sent < count; sent++) {
        channel.send(ByteBuffer.wrap(new byte[] {42}), to);
      }
    }
  }

  /** Sends one datagram to itself and receives it. */
  private static void exchange(InetSocketAddress port) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(port);
      channel.send(ByteBuffer.wrap(new byte[] {42}), port);
      channel.receive(ByteBuffer.allocate(16));
    }
  }

  /** Listens, connects to itself and looks at both ends of the connection. */
  private static void connect(InetSocketAddress port) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(port);
        SocketChannel client = SocketChannel.open()) {
      client.connect(port);
      try (SocketChannel accepted = server.accept()) {
        System.out.println(accepted.getRemoteAddress().equals(client.getLocalAddress()));
      }
    }
  }

  private static void bind(InetSocketAddress port) throws IOException {
    DatagramChannel.open().bind(port).close();
  }

  private static void option() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      System.out.println(channel.getOption(StandardSocketOptions.SO_BROADCAST));
    }
  }
}
