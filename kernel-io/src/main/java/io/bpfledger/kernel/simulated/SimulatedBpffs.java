package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The file system of pins, as one process reaches it. */
final class SimulatedBpffs implements Bpffs {

  private final SimulatedProcess process;
  private final FileTree files;

  SimulatedBpffs(SimulatedProcess process) {
    this.process = process;
    this.files = process.machine().files();
  }

  private Result<Done> change(Operation operation, Path path, Consumer<FileTree> effect) {
    return process
        .gate()
        .call(
            operation,
            path.toString(),
            () -> {
              effect.accept(files);
              return Done.DONE;
            });
  }

  @Override
  public Result<Done> mount(Path directory) {
    return change(Operation.MOUNT_BPFFS, directory, tree -> tree.mount(directory));
  }

  @Override
  public Result<Done> unmount(Path directory) {
    return change(Operation.UNMOUNT_BPFFS, directory, tree -> tree.unmount(directory));
  }

  @Override
  public Result<Boolean> isMounted(Path directory) {
    return process
        .gate()
        .call(Operation.LIST_DIRECTORY, directory.toString(), () -> files.isMounted(directory));
  }

  @Override
  public Result<Done> pin(Handle object, Path path) {
    return change(Operation.PIN, path, tree -> tree.pin(process.object(object), path));
  }

  @Override
  public Result<Handle> open(Path path) {
    return process
        .gate()
        .call(
            Operation.OPEN_PIN,
            path.toString(),
            () -> {
              KernelObject object = files.open(path);
              process.requireRoomForHandles(1);
              return process.openAny(object);
            });
  }

  @Override
  public Result<Done> makeDirectory(Path path) {
    return change(Operation.MAKE_DIRECTORY, path, tree -> tree.makeDirectory(path));
  }

  @Override
  public Result<Done> removeDirectory(Path path) {
    return change(Operation.REMOVE_DIRECTORY, path, tree -> tree.removeDirectory(path));
  }

  @Override
  public Result<Done> rename(Path from, Path to) {
    return change(Operation.RENAME, from, tree -> tree.rename(from, to));
  }

  @Override
  public Result<Done> unlink(Path path) {
    return change(Operation.UNLINK, path, tree -> tree.unlink(path));
  }

  @Override
  public Result<Done> symlink(String target, Path path) {
    return change(Operation.SYMLINK, path, tree -> tree.symlink(target, path));
  }

  @Override
  public Result<List<BpffsEntry>> list(Path directory) {
    return process
        .gate()
        .call(Operation.LIST_DIRECTORY, directory.toString(), () -> files.list(directory));
  }
}
