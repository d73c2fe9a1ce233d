package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The thread of one subscription: it waits for its sources and tells the listener. It owns what
 * they hold and gives it back when it ends, so that nothing is unmapped while it is read.
 */
final class SubscriptionThread implements Notifications.Subscription {

  private static final int POLL_ENTRY_BYTES = 8;
  private static final int POLL_EVENTS = 4;
  private static final int POLL_ANSWER = 6;
  private static final int READABLE = 1;
  private static final int BROKEN = 0x10 /* hung up */ | 0x20 /* not open */;

  private static final long REFRESH_NANOS = 1_000_000_000L;

  private static final Notification DEAF =
      new Notification.Lost("everything: the subscription has ended by itself");

  private final List<EventSource> sources;
  private final Consumer<Notification> listener;
  private final FileDescriptor wakeUp;
  private final ReentrantLock waking = new ReentrantLock();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Thread thread;

  /** Descriptors that only say that they are at their end, until their source has another look. */
  private final Set<Integer> broken = new HashSet<>();

  SubscriptionThread(
      List<EventSource> sources, FileDescriptor wakeUp, Consumer<Notification> listener) {
    this.sources = List.copyOf(sources);
    this.wakeUp = wakeUp;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("kernel-notifications").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      listen();
    } finally {
      try {
        // Silent when the end was asked for: then nothing more is told.
        tell(DEAF);
      } finally {
        giveBack();
      }
    }
  }

  private void listen() {
    long refreshed = System.nanoTime();
    while (!stopping.get()) {
      sources.forEach(source -> source.drain(this::tell));
      await();
      if (System.nanoTime() - refreshed >= REFRESH_NANOS) {
        broken.clear();
        sources.forEach(source -> source.refresh(this::tell));
        refreshed = System.nanoTime();
      }
    }
  }

  private void giveBack() {
    sources.forEach(EventSource::close);
    waking.lock();
    try {
      wakeUp.close();
    } finally {
      waking.unlock();
    }
  }

  /** A listener that throws is reported and goes on being told: its next hint may go well. */
  private void tell(Notification notification) {
    if (stopping.get()) {
      return;
    }
    try {
      listener.accept(notification);
    } catch (RuntimeException thrown) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
  }

  /** Waits until there is something, a second has passed or the subscription ends. */
  private void await() {
    List<Integer> descriptors = new ArrayList<>();
    descriptors.add(wakeUp.number());
    for (EventSource source : sources) {
      descriptors.addAll(source.descriptors());
    }
    descriptors.removeAll(broken);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = Memory.zeroed(arena, (long) descriptors.size() * POLL_ENTRY_BYTES);
      for (int index = 0; index < descriptors.size(); index++) {
        long entry = (long) index * POLL_ENTRY_BYTES;
        Memory.setInt(entries, entry, descriptors.get(index));
        Memory.setShort(entries, entry + POLL_EVENTS, READABLE);
      }
      MemorySegment time = Memory.zeroed(arena, 2 * Long.BYTES);
      Memory.setLong(time, 0, REFRESH_NANOS / 1_000_000_000L);
      SystemCalls.call(
          SystemCall.POLL, entries.address(), descriptors.size(), time.address(), 0, 0);
      for (int index = 0; index < descriptors.size(); index++) {
        long entry = (long) index * POLL_ENTRY_BYTES;
        if ((Memory.shortAt(entries, entry + POLL_ANSWER) & BROKEN) != 0) {
          broken.add(descriptors.get(index));
        }
      }
    }
  }

  @Override
  public void close() {
    if (stopping.compareAndSet(false, true)) {
      wake();
    }
    if (Thread.currentThread() != thread) {
      joinThread();
    }
  }

  /** The thread may have ended before, of itself, and its descriptor be somebody else's by now. */
  private void wake() {
    waking.lock();
    try (Arena arena = Arena.ofConfined()) {
      if (wakeUp.isOpen()) {
        MemorySegment one = Memory.zeroed(arena, Long.BYTES);
        Memory.setLong(one, 0, 1);
        SystemCalls.call(SystemCall.WRITE, wakeUp.number(), one.address(), Long.BYTES);
      }
    } finally {
      waking.unlock();
    }
  }

  private void joinThread() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        // Until the thread is gone it may still be telling; it is about to go.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
