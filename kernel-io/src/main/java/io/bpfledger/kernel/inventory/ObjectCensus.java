package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Counts the objects of one kind: walks their ids and describes those it does not know yet.
 *
 * <p>Ids are not used twice in one boot, so an id that was there before is the same object.
 */
final class ObjectCensus<I extends Comparable<I>, T> {

  /** Far more than any kernel holds; the walk ends there rather than never. */
  private static final int OBJECTS_LIMIT = 1 << 20;

  /** When so many objects cannot be read, the others will not be read either. */
  private static final int GAPS_LIMIT = 16;

  private final InventoryPart part;
  private final Operation operation;
  private final Function<Optional<I>, Result<Optional<I>>> next;
  private final Function<I, Result<T>> describe;

  ObjectCensus(
      InventoryPart part,
      Operation operation,
      Function<Optional<I>, Result<Optional<I>>> next,
      Function<I, Result<T>> describe) {
    this.part = part;
    this.operation = operation;
    this.next = next;
    this.describe = describe;
  }

  /**
   * All objects there are now.
   *
   * @param known what was read earlier in this boot and need not be read again
   * @param changing the objects of which it must be
   * @param gaps where to put what could not be read
   */
  IdTable<I, T> take(IdTable<I, T> known, Predicate<I> changing, List<Gap> gaps) {
    IdTable.Builder<I, T> table = new IdTable.Builder<>(known.size() + 16);
    KnownRows rows = new KnownRows(known);
    int unread = 0;
    Optional<I> last = Optional.empty();
    for (int count = 0; count < OBJECTS_LIMIT; count++) {
      switch (next.apply(last)) {
        case Result.Failure<Optional<I>>(KernelError error) -> {
          gaps.add(new Gap(part, error));
          return table.build();
        }
        case Result.Success<Optional<I>>(Optional<I> found) -> {
          if (found.isEmpty()) {
            return table.build();
          }
          last = found;
          if (!look(found.get(), rows, changing, table, gaps) && ++unread == GAPS_LIMIT) {
            gaps.add(new Gap(part, ended("more objects that cannot be read are not tried")));
            return table.build();
          }
        }
      }
    }
    gaps.add(new Gap(part, ended("there are more than " + OBJECTS_LIMIT)));
    return table.build();
  }

  /** Answers false when the object is there and cannot be read. */
  private boolean look(
      I id, KnownRows rows, Predicate<I> changing, IdTable.Builder<I, T> table, List<Gap> gaps) {
    int row = rows.find(id);
    if (row >= 0 && !changing.test(id)) {
      table.add(id, rows.info(row));
      return true;
    }
    return switch (describe.apply(id)) {
      case Result.Success<T>(T info) -> {
        table.add(id, info);
        yield true;
      }
      case Result.Failure<T>(KernelError error) -> {
        boolean gone = error.errno().equals(Errno.ENOENT);
        if (!gone) {
          gaps.add(new Gap(part, error));
        }
        yield gone;
      }
    };
  }

  private KernelError ended(String why) {
    return KernelError.of(operation, "the rest of them", Errno.E2BIG, why);
  }

  /** The known table, walked along with the kernel's ids: both ascend. */
  private final class KnownRows {

    private final IdTable<I, T> known;
    private int row;

    KnownRows(IdTable<I, T> known) {
      this.known = known;
    }

    /** The row of the id, or -1. */
    int find(I id) {
      List<I> ids = known.ids();
      while (row < ids.size()) {
        int order = ids.get(row).compareTo(id);
        if (order >= 0) {
          return order == 0 ? row : -1;
        }
        row++;
      }
      return -1;
    }

    T info(int at) {
      return known.infos().get(at);
    }
  }
}
