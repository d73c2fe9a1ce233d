package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The faults that wait for the processes of one name. It outlives a process, so that a restarted
 * service can be hit again. Of several faults that hit one operation the one planned first counts.
 */
public final class FaultPlan {

  /** A fault and how many of its operations have come by. */
  private static final class Pending {

    private final Fault fault;
    private int seen;

    Pending(Fault fault) {
      this.fault = fault;
    }

    boolean isHitBy(Operation operation, String object) {
      return switch (fault.where()) {
        case Fault.Where.Nth nth -> isTurn(nth.number());
        case Fault.Where.NthChange nth -> operation.changesKernel() && isTurn(nth.number());
        case Fault.Where.NthOf nth -> operation == nth.operation() && isTurn(nth.number());
        case Fault.Where.NthOn nth ->
            operation == nth.operation() && object.equals(nth.object()) && isTurn(nth.number());
        case Fault.Where.NthChangeAbout nth ->
            operation.changesKernel() && object.contains(nth.text()) && isTurn(nth.number());
        case Fault.Where.EveryChangeAbout every ->
            operation.changesKernel() && object.contains(every.text());
        case Fault.Where.On on -> operation == on.operation() && object.equals(on.object());
        case Fault.Where.EveryOf every -> operation == every.operation();
        case Fault.Where.EveryChange _ -> operation.changesKernel();
      };
    }

    private boolean isTurn(int number) {
      if (seen <= number) {
        seen++;
      }
      return seen == number;
    }
  }

  private final Object guard = new Object();
  private final List<Pending> pending = new ArrayList<>();
  private int hits;

  FaultPlan() {}

  public void add(Fault fault) {
    synchronized (guard) {
      pending.add(new Pending(fault));
    }
  }

  /** From now on all goes well. */
  public void clear() {
    synchronized (guard) {
      pending.clear();
    }
  }

  /** How many operations were hit so far. */
  public int hits() {
    synchronized (guard) {
      return hits;
    }
  }

  Optional<Fault.What> next(Operation operation, String object) {
    synchronized (guard) {
      Optional<Fault.What> what = Optional.empty();
      for (Pending candidate : pending) {
        if (candidate.isHitBy(operation, object) && what.isEmpty()) {
          what = Optional.of(candidate.fault.what());
        }
      }
      if (what.isPresent()) {
        hits++;
      }
      return what;
    }
  }

  @Override
  public String toString() {
    synchronized (guard) {
      return pending.stream().map(planned -> planned.fault.toString()).toList().toString();
    }
  }
}
