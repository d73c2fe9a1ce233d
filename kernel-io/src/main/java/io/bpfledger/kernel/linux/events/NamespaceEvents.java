package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.namespace.NamespaceFile;
import io.bpfledger.kernel.linux.netlink.NetlinkListener;
import io.bpfledger.kernel.linux.netlink.NetlinkMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Interfaces, qdiscs and filters of the namespace at a path.
 *
 * <p>A socket holds its namespace. So once a second it is asked whether that namespace still stands
 * at the path: else the socket is closed, so that it can go, and one is opened in that which came
 * in its place, if any.
 */
final class NamespaceEvents implements EventSource {

  private static final int LINK_AND_TC_GROUPS = 1 | 1 << 3;

  private final NetworkNamespace namespace;
  private Optional<NamespaceIdentity> identity;
  private Optional<NetlinkListener> socket;

  private NamespaceEvents(
      NetworkNamespace namespace, NamespaceIdentity identity, NetlinkListener socket) {
    this.namespace = namespace;
    this.identity = Optional.of(identity);
    this.socket = Optional.of(socket);
  }

  static Result<EventSource> open(NetworkNamespace namespace) {
    return identify(namespace)
        .flatMap(
            identity ->
                listen(namespace).map(socket -> new NamespaceEvents(namespace, identity, socket)));
  }

  private static Result<NamespaceIdentity> identify(NetworkNamespace namespace) {
    return NamespaceFile.open(namespace, Operation.SUBSCRIBE)
        .flatMap(
            file -> {
              try (file) {
                return file.identity(namespace, Operation.SUBSCRIBE);
              }
            });
  }

  private static Result<NetlinkListener> listen(NetworkNamespace namespace) {
    return NetlinkListener.open(namespace, LINK_AND_TC_GROUPS, Operation.SUBSCRIBE);
  }

  @Override
  public List<Integer> descriptors() {
    return socket.map(open -> List.of(open.descriptor())).orElse(List.of());
  }

  @Override
  public void drain(Consumer<Notification> listener) {
    if (socket.isPresent()) {
      boolean complete = socket.get().drain(message -> tell(message, listener));
      if (!complete) {
        listener.accept(lost());
      }
    }
  }

  private void tell(NetlinkMessage message, Consumer<Notification> listener) {
    NetworkMessages.notification(message, namespace).ifPresent(listener);
  }

  @Override
  public void refresh(Consumer<Notification> listener) {
    Optional<NamespaceIdentity> now = identify(namespace).asOptional();
    if (!now.equals(identity)) {
      drain(listener);
      boolean listened = socket.isPresent();
      close();
      socket = now.flatMap(_ -> listen(namespace).asOptional());
      identity = socket.isPresent() ? now : Optional.empty();
      if (listened || socket.isPresent()) {
        listener.accept(lost());
      }
    }
  }

  private Notification lost() {
    return new Notification.Lost("network namespace " + namespace);
  }

  @Override
  public void close() {
    socket.ifPresent(NetlinkListener::close);
    socket = Optional.empty();
  }
}
