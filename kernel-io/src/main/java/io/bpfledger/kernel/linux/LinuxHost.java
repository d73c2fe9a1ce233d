package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Host;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;

/** What procfs tells of this machine. */
public final class LinuxHost implements Host {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

  @Override
  public Result<String> bootId() {
    return SystemFile.read(BOOT_ID, Operation.READ_HOST).map(String::strip);
  }

  @Override
  public Result<String> kernelRelease() {
    return SystemFile.read(RELEASE, Operation.READ_HOST).map(String::strip);
  }
}
