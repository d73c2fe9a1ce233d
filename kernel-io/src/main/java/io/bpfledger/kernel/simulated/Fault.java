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

    /** The n-th operation of one sort on the object of that name, from 1. */
    record NthOn(Operation operation, String object, int number) implements Where {
      public NthOn {
        requirePositive(number);
      }

      @Override
      public String toString() {
        return operation.word() + ":" + object + " " + number;
      }
    }

    /**
     * The n-th operation that changes an object in whose name the text stands, from 1: paths of
     * pins hold the id of the entity they belong to.
     */
    record NthChangeAbout(String text, int number) implements Where {
      public NthChangeAbout {
        requirePositive(number);
      }

      @Override
      public String toString() {
        return "change " + number + " about " + text;
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

    /** Every operation that changes an object in whose name the text stands. */
    record EveryChangeAbout(String text) implements Where {
      @Override
      public String toString() {
        return "every change about " + text;
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

    /** All is done at once, and the caller hears of it later: time enough to give up waiting. */
    record AnswerLate(long nanos) implements What {
      @Override
      public String toString() {
        return "is done and answers " + nanos + " ns later";
      }
    }
  }

  public static Fault fail(Operation operation, int number, Errno errno) {
    return fail(new Where.NthOf(operation, number), errno);
  }

  public static Fault fail(Operation operation, String object, Errno errno) {
    return fail(new Where.On(operation, object), errno);
  }

  public static Fault failEvery(Operation operation, Errno errno) {
    return fail(new Where.EveryOf(operation), errno);
  }

  public static Fault fail(Where where, Errno errno) {
    return new Fault(where, new What.Fail(errno));
  }

  public static Fault doThenFail(Operation operation, int number, Errno errno) {
    return doThenFail(new Where.NthOf(operation, number), errno);
  }

  public static Fault doThenFail(Where where, Errno errno) {
    return new Fault(where, new What.DoThenFail(errno));
  }

  public static Fault crashBefore(Operation operation, int number) {
    return crashBefore(new Where.NthOf(operation, number));
  }

  public static Fault crashBefore(Where where) {
    return new Fault(where, new What.CrashBefore());
  }

  public static Fault crashAfter(Operation operation, int number) {
    return crashAfter(new Where.NthOf(operation, number));
  }

  public static Fault crashAfter(Where where) {
    return new Fault(where, new What.CrashAfter());
  }

  public static Fault slow(Where where, long nanos) {
    return new Fault(where, new What.Slow(nanos));
  }

  public static Fault answerLate(Where where, long nanos) {
    return new Fault(where, new What.AnswerLate(nanos));
  }

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
