package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;

/**
 * Something that goes wrong with an operation. Plain data, so that sequences of faults can be
 * generated, shrunk and printed.
 *
 * @param where the operations it hits
 * @param what what happens to them
 */
public record Fault(Where where, What what) {

  /** Which operations a fault hits; they are counted from when the fault was planned. */
  public sealed interface Where {

    /** The n-th operation of any sort, from 1. */
    record Nth(int number) implements Where {
      public Nth {
        requirePositive(number);
      }

      @Override
      public String toString() {
        return "operation " + number;
      }
    }

    /** The n-th operation that changes the kernel, from 1. */
    record NthChange(int number) implements Where {
      public NthChange {
        requirePositive(number);
      }

      @Override
      public String toString() {
        return "change " + number;
      }
    }

    /** The n-th operation of one sort, from 1: the third {@code next-program}, half-way. */
    record NthOf(Operation operation, int number) implements Where {
      public NthOf {
        requirePositive(number);
      }

      @Override
      public String toString() {
        return operation.word() + " " + number;
      }
    }

    /** Every operation of one sort on the object of that name. */
    record On(Operation operation, String object) implements Where {
      @Override
      public String toString() {
        return operation.word() + ":" + object;
      }
    }

    /** Every operation of one sort. */
    record EveryOf(Operation operation) implements Where {
      @Override
      public String toString() {
        return "every " + operation.word();
      }
    }

    /** Every operation that changes the kernel. */
    record EveryChange() implements Where {
      @Override
      public String toString() {
        return "every change";
      }
    }

    private static void requirePositive(int number) {
      if (number < 1) {
        throw new IllegalArgumentException("operations are counted from 1, not " + number);
      }
    }
  }

  /** What happens to an operation that is hit. */
  public sealed interface What {

    /** Nothing is done, and the caller is told why. */
    record Fail(Errno errno) implements What {
      @Override
      public String toString() {
        return "fails with " + errno.name();
      }
    }

    /** All is done, and the caller is told that it failed. */
    record DoThenFail(Errno errno) implements What {
      @Override
      public String toString() {
        return "is done and fails with " + errno.name();
      }
    }

    /** The process dies before anything is done. */
    record CrashBefore() implements What {
      @Override
      public String toString() {
        return "crash before";
      }
    }

    /** All is done, and the process dies before it hears of it. */
    record CrashAfter() implements What {
      @Override
      public String toString() {
        return "crash after";
      }
    }

    /** It takes longer: the simulated clock moves on and the pause of the host is called. */
    record Slow(long nanos) implements What {
      @Override
      public String toString() {
        return "takes " + nanos + " ns longer";
      }
    }
  }

  public static Fault fail(Operation operation, int number, Errno errno) {
    return new Fault(new Where.NthOf(operation, number), new What.Fail(errno));
  }

  public static Fault fail(Operation operation, String object, Errno errno) {
    return new Fault(new Where.On(operation, object), new What.Fail(errno));
  }

  public static Fault failEvery(Operation operation, Errno errno) {
    return new Fault(new Where.EveryOf(operation), new What.Fail(errno));
  }

  public static Fault doThenFail(Operation operation, int number, Errno errno) {
    return new Fault(new Where.NthOf(operation, number), new What.DoThenFail(errno));
  }

  public static Fault crashBefore(Operation operation, int number) {
    return new Fault(new Where.NthOf(operation, number), new What.CrashBefore());
  }

  public static Fault crashAfter(Operation operation, int number) {
    return new Fault(new Where.NthOf(operation, number), new What.CrashAfter());
  }

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
