package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Notifications.Scope;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens what a subscription listens to: all of it, or nothing. */
public final class EventSources {

  private EventSources() {}

  public static Result<Notifications.Subscription> subscribe(
      Scope scope, Consumer<Notification> listener) {
    return openAll(scope)
        .flatMap(
            sources -> {
              Result<Notifications.Subscription> started = start(sources, listener);
              if (!started.succeeded()) {
                sources.forEach(EventSource::close);
              }
              return started;
            });
  }

  private static Result<Notifications.Subscription> start(
      List<EventSource> sources, Consumer<Notification> listener) {
    return Answer.opened(
        SystemCalls.call(SystemCall.EVENTFD2, 0, OpenFlags.CLOSE_ON_EXEC),
        Operation.SUBSCRIBE,
        "eventfd",
        wakeUp -> {
          SubscriptionThread subscription = new SubscriptionThread(sources, wakeUp, listener);
          subscription.start();
          return subscription;
        });
  }

  private static Result<List<EventSource>> openAll(Scope scope) {
    List<Supplier<Result<EventSource>>> openings = new ArrayList<>();
    openings.add(() -> PinEvents.open(scope.directories()));
    for (NetworkNamespace namespace : scope.namespaces()) {
      openings.add(() -> NamespaceEvents.open(namespace));
    }
    List<EventSource> sources = new ArrayList<>();
    for (Supplier<Result<EventSource>> opening : openings) {
      switch (opening.get()) {
        case Result.Success<EventSource>(EventSource source) -> sources.add(source);
        case Result.Failure<EventSource>(KernelError error) -> {
          sources.forEach(EventSource::close);
          return Result.failure(error);
        }
      }
    }
    switch (ProgramEvents.open()) {
      case Result.Success<EventSource>(EventSource source) -> sources.add(source);
      case Result.Failure<EventSource>(KernelError error) -> {
        // A kernel that cannot tell of programs still tells of the rest; probes say that it cannot.
        if (!error.errno().equals(Errno.EINVAL)) {
          sources.forEach(EventSource::close);
          return Result.failure(error);
        }
      }
    }
    return Result.success(sources);
  }
}
