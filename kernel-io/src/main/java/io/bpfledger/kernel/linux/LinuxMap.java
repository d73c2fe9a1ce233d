package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;

/** A map held by a file descriptor. */
public record LinuxMap(FileDescriptor descriptor) implements MapHandle {

  /** The descriptor's number of a handle that this kernel gave. */
  public static int number(MapHandle handle) {
    if (handle instanceof LinuxMap map) {
      return map.descriptor().number();
    }
    throw new IllegalArgumentException("a map of another kernel: " + handle);
  }

  @Override
  public boolean isOpen() {
    return descriptor.isOpen();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
