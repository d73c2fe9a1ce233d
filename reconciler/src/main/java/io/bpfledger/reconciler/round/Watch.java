package io.bpfledger.reconciler.round;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.inventory.PinTree;
import io.bpfledger.reconciler.survey.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens where the last survey found something of ours. What it hears is only that it is worth
 * looking.
 */
final class Watch implements AutoCloseable {

  /** Each watched directory costs the kernel memory, and others want to watch some too. */
  private static final int DIRECTORIES_MAX = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Notifications notifications;
  private final Runnable listener;
  private Optional<Notifications.Scope> scope = Optional.empty();
  private Optional<Notifications.Subscription> subscription = Optional.empty();

  Watch(Notifications notifications, Runnable listener) {
    this.notifications = notifications;
    this.listener = listener;
  }

  /** Listens where this survey saw something; whatever changed before that is worth a look. */
  void follow(Survey survey) {
    Notifications.Scope wanted = scope(survey);
    if (scope.equals(Optional.of(wanted))) {
      return;
    }
    switch (notifications.subscribe(wanted, this::hear)) {
      case Result.Success<Notifications.Subscription>(var opened) -> {
        // The old one ends when the new one listens: between them nothing is missed.
        subscription.ifPresent(Notifications.Subscription::close);
        subscription = Optional.of(opened);
        scope = Optional.of(wanted);
        listener.run();
      }
      case Result.Failure<Notifications.Subscription>(KernelError error) ->
          LOG.warn("changes are only seen by the period: {}", error);
    }
  }

  private static Notifications.Scope scope(Survey survey) {
    List<Path> directories = new ArrayList<>();
    for (PinTree tree : survey.inventory().pins()) {
      if (tree.mounted() && tree.root().equals(survey.layout().root())) {
        directories.add(tree.root());
        directories.addAll(tree.directories());
      }
    }
    return new Notifications.Scope(
        directories.stream().distinct().limit(DIRECTORIES_MAX).toList(),
        survey.inventory().namespaces().stream().map(namespace -> namespace.namespace()).toList());
  }

  private void hear(Notification notification) {
    switch (notification) {
      case Notification.ProgramLoaded _,
          Notification.ProgramUnloaded _,
          Notification.PinCreated _,
          Notification.PinDeleted _,
          Notification.InterfaceChanged _,
          Notification.InterfaceRemoved _,
          Notification.TrafficControlChanged _,
          Notification.Lost _ ->
          listener.run();
    }
  }

  @Override
  public void close() {
    subscription.ifPresent(Notifications.Subscription::close);
    subscription = Optional.empty();
  }
}
