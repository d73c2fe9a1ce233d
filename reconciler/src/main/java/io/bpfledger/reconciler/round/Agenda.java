package io.bpfledger.reconciler.round;

import io.bpfledger.journal.value.RunTrigger;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the next round is due, and why. Remembers only that one is wanted, not how often: a thousand
 * hints lead to one round, and those that come during a round to one more. Knows no clock; all
 * times are nanoseconds of one that only runs forward.
 */
final class Agenda {

  private static final long NEVER = Long.MAX_VALUE;

  private final Pace pace;
  private final RandomGenerator random;

  private long periodic = NEVER;
  private long hinted = NEVER;
  private long asked = NEVER;
  private long earliest = Long.MIN_VALUE;
  private long earliestHinted = Long.MIN_VALUE;
  private boolean started;

  Agenda(Pace pace, RandomGenerator random) {
    this.pace = pace;
    this.random = random;
  }

  /** The first round is due. */
  void start(long now) {
    periodic = now;
  }

  /** Something may have changed. */
  void hint(long now) {
    hinted = Math.min(hinted, now + pace.burst().toNanos());
  }

  /** Somebody waits for a round. */
  void ask(long now) {
    asked = Math.min(asked, now);
  }

  /** When the next round is due. */
  long next() {
    return Math.max(earliest, Math.min(Math.min(periodic, asked), hintDue()));
  }

  /** A kernel that is busy with our looking at it is not looked at for every hint. */
  private long hintDue() {
    return hinted == NEVER ? NEVER : Math.max(hinted, earliestHinted);
  }

  /** A round that does whatever is to be done begins, for the reason that is returned. */
  RunTrigger begin(long now) {
    RunTrigger trigger;
    if (!started) {
      trigger = RunTrigger.START;
    } else if (asked <= now) {
      trigger = RunTrigger.COMMAND;
    } else if (hintDue() <= now) {
      trigger = RunTrigger.NOTIFICATION;
    } else {
      trigger = RunTrigger.PERIOD;
    }
    started = true;
    periodic = NEVER;
    hinted = NEVER;
    asked = NEVER;
    return trigger;
  }

  /** A round begins that does only what somebody asked for; what else is due stays due. */
  void beginAsked() {
    asked = NEVER;
  }

  /** The round is over. */
  void end(long began, long now, Duration period, RoundReport.Sequel sequel) {
    double factor = 1 + pace.jitter() * (2 * random.nextDouble() - 1);
    periodic = Math.min(periodic, now + (long) (period.toNanos() * factor));
    earliest = now + pace.gap().toNanos();
    earliestHinted = now + Math.min((now - began) * pace.rest(), period.toNanos());
    switch (sequel) {
      case NONE -> {
        // The clock or a hint leads to the next.
      }
      case AT_ONCE -> hinted = Math.min(hinted, now);
      case SOON -> periodic = Math.min(periodic, now + pace.soon().toNanos());
    }
  }
}
