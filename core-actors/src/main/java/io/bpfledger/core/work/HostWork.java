package io.bpfledger.core.work;

import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.core.task.HostTask;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.Optional;

/** Carries out what is done to the kernel for the host as a whole. */
public final class HostWork {

  private final Workplace place;
  private final OrphanRemoval removal;

  public HostWork(Workplace place) {
    this.place = place;
    this.removal = new OrphanRemoval(place);
  }

  public HostAnswer carryOut(HostTask task) {
    return switch (task) {
      case HostTask.RemoveOrphan orphan -> removal.remove(orphan.object());
      case HostTask.Mount _ -> mount();
    };
  }

  private HostAnswer mount() {
    Bpffs bpffs = place.kernel().bpffs();
    Path root = place.layout().root();
    return switch (bpffs
        .isMounted(root)
        .flatMap(mounted -> mounted ? Result.done() : bpffs.mount(root))) {
      case Result.Success<Done> _ -> new HostAnswer.Mounted();
      case Result.Failure<Done>(KernelError error) ->
          new HostAnswer.MountRefused(Failure.of(error, Optional.empty()));
    };
  }
}
