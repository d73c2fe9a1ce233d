package io.bpfledger.reconciler.round;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.kernel.Notifications;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rounds: at the start, by the clock, when the kernel hints that something changed, and when
 * somebody asks. What leads to a round says nothing about what it does: each looks at everything.
 */
public final class Reconciler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** How many may wait for a round. */
  private static final int WAITING_MAX = 256;

  private final Round round;
  private final Entities entities;
  private final Alarm alarm;
  private final Agenda agenda;
  private final Watch watch;
  private final Queue<Wanted> wanted = new ArrayDeque<>();
  private Tally tally = Tally.NONE;
  private Optional<RoundReport> last = Optional.empty();
  private boolean roundUnderWay;
  private boolean closed;

  private record Wanted(Order order, CompletableFuture<RoundReport> answer) {}

  private Reconciler(
      Round round,
      Entities entities,
      Notifications notifications,
      Alarm alarm,
      Pace pace,
      RandomGenerator random) {
    this.round = round;
    this.entities = entities;
    this.alarm = alarm;
    this.agenda = new Agenda(pace, random);
    this.watch = new Watch(notifications, this::hint);
  }

  /** Starts to make rounds, the first at once. */
  public static Reconciler start(
      Round round,
      Entities entities,
      Notifications notifications,
      Alarm alarm,
      Pace pace,
      RandomGenerator random) {
    Reconciler reconciler = new Reconciler(round, entities, notifications, alarm, pace, random);
    reconciler.start();
    return reconciler;
  }

  private synchronized void start() {
    agenda.start(alarm.nanos());
    set();
  }

  private synchronized void hint() {
    if (!closed) {
      agenda.hint(alarm.nanos());
      set();
    }
  }

  /** A round now. */
  public CompletionStage<RoundReport> run() {
    return want(new Order.Routine(RunTrigger.COMMAND));
  }

  /** What there is to be done; nothing is. */
  public CompletionStage<RoundReport> plan() {
    return want(new Order.DryRun());
  }

  /** Carries out a plan that {@link #plan} showed, if it is still what there is to be done. */
  public CompletionStage<RoundReport> apply(Digest approved) {
    return want(new Order.Approved(approved));
  }

  private synchronized CompletionStage<RoundReport> want(Order order) {
    CompletableFuture<RoundReport> answer = new CompletableFuture<>();
    if (closed || wanted.size() >= WAITING_MAX) {
      answer.completeExceptionally(
          new IllegalStateException(
              closed ? "the service ends" : WAITING_MAX + " wait for a round already"));
    } else {
      wanted.add(new Wanted(order, answer));
      agenda.ask(alarm.nanos());
      set();
    }
    return answer;
  }

  /** What the rounds came to until now. */
  public synchronized Tally tally() {
    return tally;
  }

  /** The last round; empty before the first is over. */
  public synchronized Optional<RoundReport> last() {
    return last;
  }

  /** While a round goes on, the agenda waits for its end. */
  private void set() {
    if (!roundUnderWay && !closed) {
      alarm.set(agenda.next(), this::ring);
    }
  }

  private void ring() {
    List<Wanted> served = new ArrayList<>();
    Order order;
    long began;
    synchronized (this) {
      began = alarm.nanos();
      if (closed) {
        return;
      }
      if (agenda.next() > began) {
        set();
        return;
      }
      roundUnderWay = true;
      order = nextOrder(began);
      takeAlike(order, served);
    }
    RoundReport.Sequel sequel = RoundReport.Sequel.NONE;
    try {
      RoundReport report = round.make(order);
      sequel = report.sequel();
      synchronized (this) {
        tally = tally.and(report);
        last = Optional.of(report);
      }
      watch.follow(report.survey());
      served.forEach(each -> each.answer().complete(report));
    } catch (RuntimeException failure) {
      LOG.error("a round ended in an error", failure);
      served.forEach(each -> each.answer().completeExceptionally(failure));
    } finally {
      ended(began, sequel);
    }
  }

  private Order nextOrder(long now) {
    if (!wanted.isEmpty()) {
      Order first = wanted.element().order();
      switch (first) {
        case Order.Routine _ -> agenda.begin(now);
        case Order.DryRun _, Order.Approved _ -> agenda.beginAsked();
      }
      return first;
    }
    return new Order.Routine(agenda.begin(now));
  }

  /** All that want the same are served by one round. */
  private void takeAlike(Order order, List<Wanted> served) {
    Queue<Wanted> others = new ArrayDeque<>();
    for (Wanted each : wanted) {
      if (each.order().equals(order)) {
        served.add(each);
      } else {
        others.add(each);
      }
    }
    wanted.clear();
    wanted.addAll(others);
  }

  private synchronized void ended(long began, RoundReport.Sequel sequel) {
    roundUnderWay = false;
    long now = alarm.nanos();
    long period = entities.ledger().host().reconcilePolicy().periodMillis();
    agenda.end(began, now, Duration.ofMillis(period), sequel);
    if (!wanted.isEmpty()) {
      agenda.ask(now);
    }
    set();
  }

  @Override
  public void close() {
    List<Wanted> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(wanted);
      wanted.clear();
    }
    // First no more rounds, then no more hints: a round may still begin to listen.
    alarm.close();
    watch.close();
    left.forEach(
        each -> each.answer().completeExceptionally(new IllegalStateException("the service ends")));
  }
}
