package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A subscription of one process. It watches directories and namespaces, not paths to them. */
final class SimulatedSubscription implements Notifications.Subscription {

  record WatchedDirectory(FileNode.Directory directory, Path path) {}

  record WatchedNamespace(NamespaceNode namespace, NetworkNamespace path) {}

  private final SimulatedProcess process;
  private final boolean hearsPrograms;
  private final List<WatchedDirectory> directories;
  private final List<WatchedNamespace> namespaces;
  private final Consumer<Notification> listener;

  SimulatedSubscription(
      SimulatedProcess process,
      boolean hearsPrograms,
      List<WatchedDirectory> directories,
      List<WatchedNamespace> namespaces,
      Consumer<Notification> listener) {
    this.process = process;
    this.hearsPrograms = hearsPrograms;
    this.directories = List.copyOf(directories);
    this.namespaces = List.copyOf(namespaces);
    this.listener = listener;
  }

  boolean hearsPrograms() {
    return hearsPrograms;
  }

  Optional<Path> watchedPath(FileNode.Directory directory) {
    return directories.stream()
        .filter(watched -> watched.directory() == directory)
        .map(WatchedDirectory::path)
        .findFirst();
  }

  Optional<NetworkNamespace> watchedNamespace(NamespaceNode namespace) {
    return namespaces.stream()
        .filter(watched -> watched.namespace() == namespace)
        .map(WatchedNamespace::path)
        .findFirst();
  }

  void tell(Notification notification) {
    listener.accept(notification);
  }

  @Override
  public void close() {
    process.unsubscribe(this);
  }
}
