package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;

/** A link held by a file descriptor. */
public record LinuxLink(FileDescriptor descriptor) implements LinkHandle {

  /** The descriptor's number of a handle that this kernel gave. */
  public static int number(LinkHandle handle) {
    if (handle instanceof LinuxLink link) {
      return link.descriptor().number();
    }
    throw new IllegalArgumentException("a link of another kernel: " + handle);
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
