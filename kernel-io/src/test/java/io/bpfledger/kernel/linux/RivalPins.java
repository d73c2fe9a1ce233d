package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;

/** A bpffs in which a rival pins right after one has looked and found nothing. */
final class RivalPins implements Bpffs {

  private final Bpffs bpffs;
  private final int times;
  private final Runnable rival;
  private int pins;

  RivalPins(Bpffs bpffs, int times, Runnable rival) {
    this.bpffs = bpffs;
    this.times = times;
    this.rival = rival;
  }

  /** How often the rival was faster. */
  int pins() {
    return pins;
  }

  @Override
  public Result<Handle> open(Path path) {
    if (pins == times) {
      return bpffs.open(path);
    }
    pins++;
    rival.run();
    return Result.failure(KernelError.of(Operation.OPEN_PIN, path.toString(), Errno.ENOENT));
  }

  @Override
  public Result<Done> mount(Path directory) {
    return bpffs.mount(directory);
  }

  @Override
  public Result<Done> unmount(Path directory) {
    return bpffs.unmount(directory);
  }

  @Override
  public Result<Boolean> isMounted(Path directory) {
    return bpffs.isMounted(directory);
  }

  @Override
  public Result<Done> pin(Handle object, Path path) {
    return bpffs.pin(object, path);
  }

  @Override
  public Result<Done> makeDirectory(Path path) {
    return bpffs.makeDirectory(path);
  }

  @Override
  public Result<Done> removeDirectory(Path path) {
    return bpffs.removeDirectory(path);
  }

  @Override
  public Result<Done> rename(Path from, Path to) {
    return bpffs.rename(from, to);
  }

  @Override
  public Result<Done> unlink(Path path) {
    return bpffs.unlink(path);
  }

  @Override
  public Result<Done> symlink(String target, Path path) {
    return bpffs.symlink(target, path);
  }

  @Override
  public Result<List<BpffsEntry>> list(Path directory) {
    return bpffs.list(directory);
  }
}
