package io.bpfledger.core.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread at a time work on what bears the same name. */
final class Guards {

  private static final int LOCKS = 64;

  private final List<ReentrantLock> locks = new ArrayList<>();

  Guards() {
    for (int lock = 0; lock < LOCKS; lock++) {
      locks.add(new ReentrantLock());
    }
  }

  /** Holds names until it is closed, by the thread that began to. */
  record Held(List<ReentrantLock> locks) implements AutoCloseable {

    @Override
    public void close() {
      locks.reversed().forEach(ReentrantLock::unlock);
    }
  }

  /** Waits for all names. Whoever holds some must not hold more of the same guards. */
  Held hold(Collection<?> names) {
    TreeSet<Integer> chosen = new TreeSet<>();
    names.forEach(name -> chosen.add(Math.floorMod(name.hashCode(), LOCKS)));
    List<ReentrantLock> held = chosen.stream().map(locks::get).toList();
    // In ascending order, so that nobody waits in a circle.
    held.forEach(ReentrantLock::lock);
    return new Held(held);
  }
}
