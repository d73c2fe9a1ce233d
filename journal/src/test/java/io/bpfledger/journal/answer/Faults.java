package io.bpfledger.journal.answer;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The faults that are to come, and those that came. */
public final class Faults {

  /** Where a fault can come in. */
  public enum Point {
    BEGIN,
    WRITE,
    READ,
    COMMIT,
    ROLLBACK
  }

  /** What happens there. */
  public sealed interface Fault {

    /** It fails, without having any effect. */
    record Fails(SQLException failure) implements Fault {}

    /** It has its effect, and fails. */
    record SucceedsAndFails(SQLException failure) implements Fault {}

    /** It does not begin before it is let go. */
    record Hangs(CountDownLatch released) implements Fault {}
  }

  private static final long HANG_SECONDS_MAX = 60;
  private static final Map<Point, Fault> PLANNED = new EnumMap<>(Point.class);
  private static final Map<Point, Integer> TIMES = new EnumMap<>(Point.class);
  private static final Map<Point, Integer> SPARED = new EnumMap<>(Point.class);
  private static int came;

  private Faults() {}

  /** The next {@code times} calls at this point meet this fault. */
  public static synchronized void plan(Point point, Fault fault, int times) {
    planAfter(point, fault, times, 0);
  }

  /** The next {@code times} calls at this point meet this fault, but for the first so many. */
  public static synchronized void planAfter(Point point, Fault fault, int times, int spared) {
    PLANNED.put(point, fault);
    TIMES.put(point, times);
    SPARED.put(point, spared);
  }

  public static synchronized void clear() {
    PLANNED.clear();
    TIMES.clear();
    SPARED.clear();
    came = 0;
  }

  /** How many faults came since the last {@link #clear}. */
  public static synchronized int came() {
    return came;
  }

  private static synchronized Fault take(Point point, boolean before) {
    Fault fault = PLANNED.get(point);
    if (fault == null || before == (fault instanceof Fault.SucceedsAndFails)) {
      return NONE;
    }
    int spared = SPARED.getOrDefault(point, 0);
    if (spared > 0) {
      SPARED.put(point, spared - 1);
      return NONE;
    }
    came++;
    if (TIMES.merge(point, -1, Integer::sum) == 0) {
      PLANNED.remove(point);
    }
    return fault;
  }

  private static final Fault NONE = new Fault.Hangs(new CountDownLatch(0));

  static void before(Point point) throws SQLException {
    meet(take(point, true));
  }

  static void after(Point point) throws SQLException {
    meet(take(point, false));
  }

  private static void meet(Fault fault) throws SQLException {
    switch (fault) {
      case Fault.Fails(SQLException failure) -> throw failure;
      case Fault.SucceedsAndFails(SQLException failure) -> throw failure;
      case Fault.Hangs(CountDownLatch released) -> {
        try {
          if (!released.await(HANG_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody let the call go");
          }
        } catch (InterruptedException interruption) {
          throw new SQLException("interrupted", interruption);
        }
      }
    }
  }

  /** Failures as SQLite's driver reports them. */
  public static SQLException sqlite(String name, int code) {
    return new SQLException("[" + name + "] injected", null, code);
  }
}
