package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.util.function.Consumer;

/** The hints of the machine, as one process hears them. */
final class SimulatedNotifications implements Notifications {

  private final SimulatedProcess process;

  SimulatedNotifications(SimulatedProcess process) {
    this.process = process;
  }

  @Override
  public Result<Subscription> subscribe(Scope scope, Consumer<Notification> listener) {
    Machine machine = process.machine();
    return process
        .gate()
        .call(
            Operation.SUBSCRIBE,
            "notifications",
            () -> {
              SimulatedSubscription subscription =
                  new SimulatedSubscription(
                      process,
                      !machine.profile().absent().containsKey(Feature.BPF_EVENTS),
                      scope.directories().stream()
                          .map(
                              path ->
                                  new SimulatedSubscription.WatchedDirectory(
                                      machine.files().directory(path), path))
                          .toList(),
                      scope.namespaces().stream()
                          .map(
                              path ->
                                  new SimulatedSubscription.WatchedNamespace(
                                      machine.network().find(path), path))
                          .toList(),
                      listener);
              process.subscribe(subscription);
              return subscription;
            });
  }
}
