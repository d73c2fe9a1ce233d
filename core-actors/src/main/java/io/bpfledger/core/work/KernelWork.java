package io.bpfledger.core.work;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.core.task.HostTask;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask;
import java.util.function.Function;

/** Gives each task to whoever carries out those of its kind. */
public record KernelWork(
    Function<ProgramTask, ProgramAnswer> programs,
    Function<LinkTask, LinkAnswer> links,
    Function<DispatcherTask, KernelAnswer> dispatchers,
    Function<HostTask, HostAnswer> host)
    implements Work {

  @Override
  public KernelAnswer carryOut(KernelTask task) {
    return switch (task) {
      case ProgramTask program -> programs.apply(program);
      case LinkTask link -> links.apply(link);
      case DispatcherTask dispatcher -> dispatchers.apply(dispatcher);
      case HostTask whole -> host.apply(whole);
    };
  }
}
