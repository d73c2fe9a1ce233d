package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;

/** A program held by a file descriptor. */
public record LinuxProgram(FileDescriptor descriptor) implements ProgramHandle {

  /** The descriptor's number of a handle that this kernel gave. */
  public static int number(ProgramHandle handle) {
    if (handle instanceof LinuxProgram program) {
      return program.descriptor().number();
    }
    throw new IllegalArgumentException("a program of another kernel: " + handle);
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
