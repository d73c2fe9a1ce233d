package io.bpfledger.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the kernel tells unasked. Hints, not facts: they say where to look, they may be lost, and
 * links and maps have none.
 */
public interface Notifications {

  /**
   * What to watch.
   *
   * @param directories directories of a bpffs to watch, not what is below them
   * @param namespaces network namespaces whose interfaces and filters to watch
   */
  record Scope(List<Path> directories, List<NetworkNamespace> namespaces) {

    public Scope {
      directories = List.copyOf(directories);
      namespaces = List.copyOf(namespaces);
    }
  }

  /** A running subscription; after {@link #close()} returns the listener is not called again. */
  interface Subscription extends AutoCloseable {

    @Override
    void close();
  }

  /** Calls the listener from a thread of its own until the subscription is closed. */
  Result<Subscription> subscribe(Scope scope, Consumer<Notification> listener);
}
