package io.bpfledger.kernel.simulated;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What was done on the machine, the newest last. Only so much is kept; the oldest goes first. */
public final class Recording {

  private final Object guard = new Object();
  private final int limit;
  private final Deque<RecordedOperation> operations = new ArrayDeque<>();
  private long dropped;

  Recording(int limit) {
    this.limit = limit;
  }

  void add(RecordedOperation operation) {
    synchronized (guard) {
      operations.addLast(operation);
      if (operations.size() > limit) {
        operations.removeFirst();
        dropped++;
      }
    }
  }

  public List<RecordedOperation> operations() {
    synchronized (guard) {
      return List.copyOf(operations);
    }
  }

  /** Only those that may have changed the kernel: a dry run must leave none. */
  public List<RecordedOperation> changes() {
    return operations().stream()
        .filter(operation -> operation.operation().changesKernel())
        .toList();
  }

  /** What the processes of that name may have changed, as lines. */
  public List<String> changeLines(String process) {
    return changes().stream()
        .filter(operation -> operation.process().equals(process))
        .map(RecordedOperation::line)
        .toList();
  }

  public List<RecordedOperation> of(String process) {
    return operations().stream().filter(operation -> operation.process().equals(process)).toList();
  }

  /** One line for each operation, such as {@code load:prog_one:ok}. */
  public List<String> lines() {
    return operations().stream().map(RecordedOperation::line).toList();
  }

  /** How many of the oldest were dropped because of the limit. */
  public long dropped() {
    synchronized (guard) {
      return dropped;
    }
  }

  public void clear() {
    synchronized (guard) {
      operations.clear();
    }
  }
}
