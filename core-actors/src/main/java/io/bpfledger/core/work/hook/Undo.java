package io.bpfledger.core.work.hook;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * What undoes the steps taken so far. A step is noted before it is taken, as one that failed may
 * have been taken all the same; undoing what is not there must therefore succeed.
 */
final class Undo {

  private final Deque<Supplier<Result<Done>>> steps = new ArrayDeque<>();

  void before(Supplier<Result<Done>> step) {
    steps.push(step);
  }

  /** Takes all steps back, the last first, and tells what could not be. */
  List<String> run() {
    List<String> leftovers = new ArrayList<>();
    while (!steps.isEmpty()) {
      steps.pop().get().problem().map(KernelError::message).ifPresent(leftovers::add);
    }
    return leftovers;
  }
}
