package io.bpfledger.kernel;

import java.nio.file.Path;

/** One hint that something changed. */
public sealed interface Notification {

  record ProgramLoaded(ProgramId program, String tag) implements Notification {}

  record ProgramUnloaded(ProgramId program, String tag) implements Notification {}

  record PinCreated(Path path) implements Notification {}

  record PinDeleted(Path path) implements Notification {}

  record InterfaceChanged(NetworkNamespace namespace, int index, String name)
      implements Notification {}

  record InterfaceRemoved(NetworkNamespace namespace, int index, String name)
      implements Notification {}

  record TrafficControlChanged(NetworkNamespace namespace, int interfaceIndex)
      implements Notification {}

  /** Notifications were dropped: look everywhere. */
  record Lost(String source) implements Notification {}
}
