package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.TcTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Our filter among those of others.
 *
 * <p>A filter needs no pin, so a service that died may have left one of which its ledger knows
 * nothing. Ours is known by its name together with the program it runs: one that a revision of ours
 * has pinned. Neither is enough alone.
 */
final class TcFilters {

  private static final String CLSACT = "clsact";

  /** Where the qdisc sits that takes the ingress: clsact, or the older kind. */
  private static final int CLSACT_PARENT = 0xffff_fff1;

  /** Ours goes where others of its sort do, or behind whoever has that priority. */
  private static final int PRIORITY_FIRST = 50;

  private static final int PRIORITY_LAST = 0xffff;
  private static final int HANDLE = 1;

  private final Kernel kernel;
  private final Identities identities;

  TcFilters(Kernel kernel, Identities identities) {
    this.kernel = kernel;
    this.identities = identities;
  }

  /**
   * One filter of ours.
   *
   * @param runs which of our programs
   */
  record Ours(int priority, int handle, Incarnation runs) {

    Placement.Holder placement() {
      return new Placement.FilterHolder(priority, handle);
    }

    private TcFilterSpec spec() {
      return new TcFilterSpec(priority, handle, DispatcherWork.FILTER_NAME);
    }
  }

  /** Those that run one of these programs of ours, in the order they run. */
  List<Ours> ours(TcTarget target, Collection<Incarnation> programs) {
    List<Ours> ours = new ArrayList<>();
    for (TcFilter filter : kernel.trafficControl().filters(target).orThrow()) {
      if (filter.name().equals(DispatcherWork.FILTER_NAME)) {
        filter
            .program()
            .flatMap(identities::of)
            .filter(programs::contains)
            .ifPresent(runs -> ours.add(new Ours(filter.priority(), filter.handle(), runs)));
      }
    }
    return ours;
  }

  /**
   * Sees to it that there is a clsact qdisc. It is never removed again, not even with our last
   * filter: by then others may rely on it, and removing it would remove their filters too. Without
   * filters it costs next to nothing.
   */
  void requireClsact(NetworkInterface networkInterface) {
    if (hasClsact(networkInterface)) {
      return;
    }
    Result<Done> added = kernel.trafficControl().addClsact(networkInterface);
    if (added instanceof Result.Failure<Done>(KernelError error) && !hasClsact(networkInterface)) {
      throw new KernelFailure(error);
    }
  }

  private boolean hasClsact(NetworkInterface networkInterface) {
    for (Qdisc qdisc : kernel.trafficControl().qdiscs(networkInterface).orThrow()) {
      if (qdisc.parent() == CLSACT_PARENT) {
        if (qdisc.kind().equals(CLSACT)) {
          return true;
        }
        throw new KernelFailure(
            KernelError.of(
                Operation.ADD_CLSACT,
                networkInterface.name(),
                Errno.EEXIST,
                "a qdisc of kind %s is where clsact would be, and is not ours to remove; 'tc qdisc del dev %s ingress' does"
                    .formatted(qdisc.kind(), networkInterface.name())));
      }
    }
    return false;
  }

  /** Adds our filter, beside those of others. */
  Ours add(TcTarget target, HookProgram made) {
    Ours ours = new Ours(freePriority(target), HANDLE, made.incarnation());
    Result<Done> added = kernel.trafficControl().addFilter(target, ours.spec(), made.program());
    requireRunning(added, target, ours);
    return ours;
  }

  /** Replaces the program of our filter in place, so that there is always exactly one. */
  Ours replace(TcTarget target, Ours before, HookProgram made) {
    Ours ours = new Ours(before.priority(), before.handle(), made.incarnation());
    Result<Done> replaced =
        kernel.trafficControl().replaceFilter(target, ours.spec(), made.program());
    requireRunning(replaced, target, ours);
    return ours;
  }

  /** A change that failed is looked after: only what runs tells whether it was made. */
  private void requireRunning(Result<Done> change, TcTarget target, Ours ours) {
    if (change instanceof Result.Failure<Done>(KernelError error)
        && !isThere(target, ours, error)) {
      throw new KernelFailure(error);
    }
  }

  private boolean isThere(TcTarget target, Ours ours, KernelError change) {
    return switch (kernel.trafficControl().filters(target)) {
      case Result.Success<List<TcFilter>>(List<TcFilter> filters) ->
          filters.stream().anyMatch(filter -> is(filter, ours));
      case Result.Failure<List<TcFilter>>(KernelError look) -> throw new InDoubt(change, look);
    };
  }

  private static boolean is(TcFilter filter, Ours ours) {
    return filter.priority() == ours.priority()
        && filter.handle() == ours.handle()
        && filter
            .program()
            .filter(program -> program.value() == ours.runs().kernelId())
            .isPresent();
  }

  /** Filters of one priority are of one kind, so one that anybody has is not for us. */
  private int freePriority(TcTarget target) {
    Set<Integer> taken =
        kernel.trafficControl().filters(target).orThrow().stream()
            .map(TcFilter::priority)
            .collect(Collectors.toSet());
    for (int priority = PRIORITY_FIRST; priority <= PRIORITY_LAST; priority++) {
      if (!taken.contains(priority)) {
        return priority;
      }
    }
    throw new KernelFailure(
        KernelError.of(
            Operation.ADD_FILTER, target.describe(), Errno.ENOSPC, "every priority is taken"));
  }

  /** Removes a filter of ours, if it is still there. */
  Result<Done> delete(TcTarget target, Ours ours) {
    Result<Done> deleted =
        kernel.trafficControl().deleteFilter(target, ours.priority(), ours.handle());
    Optional<List<TcFilter>> left = kernel.trafficControl().filters(target).asOptional();
    boolean gone = left.isPresent() && left.get().stream().noneMatch(filter -> is(filter, ours));
    return gone ? Result.done() : deleted;
  }
}
