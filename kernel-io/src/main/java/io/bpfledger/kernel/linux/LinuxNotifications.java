package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.events.EventSources;
import java.util.function.Consumer;

/** Hints of perf, inotify and route netlink, each subscription on a thread of its own. */
public final class LinuxNotifications implements Notifications {

  @Override
  public Result<Subscription> subscribe(Scope scope, Consumer<Notification> listener) {
    return EventSources.subscribe(scope, listener);
  }
}
