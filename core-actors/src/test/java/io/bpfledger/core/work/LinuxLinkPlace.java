package io.bpfledger.core.work;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NetworkSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The kernel of this machine, with sandboxes of our own on it. */
final class LinuxLinkPlace implements LinkPlace {

  private static final int PAGE_BYTES = 4096;
  private static final AtomicInteger STRUCTURES = new AtomicInteger();

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final BpffsSandbox bpffs = BpffsSandbox.open();
  private final NetworkSandbox network = NetworkSandbox.open();
  private final CgroupSandbox cgroup = CgroupSandbox.open();
  private final Path binary = makeBinary();
  private final String structure = "c" + process() + "_" + STRUCTURES.incrementAndGet();

  private static Path makeBinary() {
    try {
      return Files.write(Files.createTempFile("bpfledger-links", ""), new byte[PAGE_BYTES]);
    } catch (IOException unmakeable) {
      throw new UncheckedIOException(unmakeable);
    }
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Path bpffs() {
    return bpffs.path();
  }

  @Override
  public NetworkNamespace namespace() {
    return network.namespace();
  }

  @Override
  public Path cgroup() {
    return cgroup.path();
  }

  @Override
  public Path binary() {
    return binary;
  }

  @Override
  public String library() {
    return LibraryCall.LIBRARY;
  }

  @Override
  public String function() {
    return LibraryCall.FUNCTION;
  }

  @Override
  public int process() {
    return (int) ProcessHandle.current().pid();
  }

  @Override
  public String structure() {
    return structure;
  }

  @Override
  public void close() {
    bpffs.close();
    cgroup.close();
    network.close();
    kernel.close();
    try {
      Files.delete(binary);
    } catch (IOException undeletable) {
      throw new UncheckedIOException(undeletable);
    }
  }
}
