package io.bpfledger.journal.answer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parent of entities: starts them when they are needed, starts them again when they fail, and
 * answers every operation within its time.
 *
 * <p>When an incarnation ends while operations are open, the next one is asked what the ledger
 * knows of each. Its recovery waits for writes that are still under way, so what it does not know
 * was not done. If it can't recover, it is tried again, less and less often, until the time is
 * over.
 */
public final class Keeper<M, C, R> extends AbstractBehavior<Keeper.Message<C, R>> {

  /** How long after a failure an entity is started again; doubled with each failure in a row. */
  private static final Duration REVIVE_AFTER = Duration.ofMillis(100);

  private static final Duration REVIVE_AFTER_MAX = Duration.ofSeconds(30);

  /** What a keeper understands. */
  public sealed interface Message<C, R> {}

  /**
   * Asks an entity to do something.
   *
   * @param operation an id of its own, never used for another operation
   * @param within when an answer is due, whatever happens
   */
  public record Ask<C, R>(
      String entity, String operation, C command, Duration within, ActorRef<Answer<R>> replyTo)
      implements Message<C, R> {}

  /** Starts an entity that is not running, so that it goes on with what it had begun. */
  public record Wake<C, R>(String entity) implements Message<C, R> {}

  private record Replied<C, R>(Reply<R> reply) implements Message<C, R> {}

  private record Recalled<C, R>(Recollection<R> recollection) implements Message<C, R> {}

  private record Overdue<C, R>(String operation) implements Message<C, R> {}

  private record Revive<C, R>(String entity) implements Message<C, R> {}

  /** An operation without an answer yet. */
  private static final class Open<C, R> {
    final Ask<C, R> ask;

    /** Whether the incarnation that was told to do it has failed. */
    boolean failed;

    Open(Ask<C, R> ask) {
      this.ask = ask;
    }
  }

  private static final class Entity<M, C, R> {
    final Map<String, Open<C, R>> open = new LinkedHashMap<>();
    @Nullable ActorRef<M> incarnation;
    int failuresInRow;
  }

  private final EntityKind<M, C, R> kind;
  private final int openMax;
  private final TimerScheduler<Message<C, R>> timers;
  private final ActorRef<Reply<R>> replies;
  private final ActorRef<Recollection<R>> recollections;
  private final Map<String, Open<C, R>> operations = new HashMap<>();
  private final Map<String, Entity<M, C, R>> entities = new HashMap<>();

  /**
   * A keeper of entities of one kind.
   *
   * @param openMax how many operations may be without an answer; one more is not done
   */
  public static <M, C, R> Behavior<Message<C, R>> of(EntityKind<M, C, R> kind, int openMax) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Keeper<M, C, R>(context, timers, kind, openMax)));
  }

  // The message classes of one keeper are those of its own type arguments.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private Keeper(
      ActorContext<Message<C, R>> context,
      TimerScheduler<Message<C, R>> timers,
      EntityKind<M, C, R> kind,
      int openMax) {
    super(context);
    this.kind = kind;
    this.openMax = openMax;
    this.timers = timers;
    replies = (ActorRef) context.messageAdapter(Reply.class, reply -> new Replied<C, R>(reply));
    recollections =
        (ActorRef)
            context.messageAdapter(
                Recollection.class, recollection -> new Recalled<C, R>(recollection));
  }

  @Override
  public Receive<Message<C, R>> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::receive)
        .onSignal(ChildFailed.class, signal -> failed(entityOf(signal), signal.cause()))
        .onSignal(Terminated.class, signal -> ended(entityOf(signal)))
        .build();
  }

  private Behavior<Message<C, R>> receive(Message<C, R> message) {
    switch (message) {
      case Ask<C, R> ask -> ask(ask);
      case Wake<C, R>(String entity) -> wake(entity);
      case Replied<C, R>(Reply<R> reply) ->
          answer(new Answer.Done<>(reply.operation(), reply.value()));
      case Recalled<C, R>(Recollection.Known<R>(String operation, R value)) ->
          answer(new Answer.Done<>(operation, value));
      case Recalled<C, R>(Recollection.Unknown<R>(String operation)) -> unknown(operation);
      case Overdue<C, R>(String operation) ->
          answer(new Answer.InDoubt<>(operation, "no answer in time"));
      case Revive<C, R>(String entity) -> revive(entity);
    }
    return this;
  }

  private void ask(Ask<C, R> ask) {
    String operation = ask.operation();
    if (operations.containsKey(operation) || operations.size() >= openMax) {
      ask.replyTo()
          .tell(
              operations.containsKey(operation)
                  ? new Answer.InDoubt<>(operation, "it is being done")
                  : new Answer.NotDone<>(operation, "too many operations are open"));
      return;
    }
    Open<C, R> open = new Open<>(ask);
    operations.put(operation, open);
    timers.startSingleTimer(operation, new Overdue<>(operation), ask.within());
    Entity<M, C, R> entity = entities.computeIfAbsent(ask.entity(), _ -> new Entity<>());
    entity.open.put(operation, open);
    if (entity.incarnation != null) {
      tell(entity.incarnation, open);
    } else if (entity.failuresInRow == 0) {
      start(ask.entity(), entity);
    }
  }

  private void wake(String id) {
    Entity<M, C, R> entity = entities.computeIfAbsent(id, _ -> new Entity<>());
    if (entity.incarnation == null && entity.failuresInRow == 0) {
      start(id, entity);
    }
  }

  /** Starts an incarnation and tells it all that is open. */
  private void start(String id, Entity<M, C, R> entity) {
    ActorRef<M> incarnation =
        getContext().spawn(kind.create(id), URLEncoder.encode(id, StandardCharsets.UTF_8));
    getContext().watch(incarnation);
    entity.incarnation = incarnation;
    entity.open.values().forEach(open -> tell(incarnation, open));
  }

  private void tell(ActorRef<M> incarnation, Open<C, R> open) {
    String operation = open.ask.operation();
    incarnation.tell(
        open.failed
            ? kind.recall(new Recall<>(operation, recollections))
            : kind.execute(new Execute<>(operation, open.ask.command(), replies)));
  }

  private static String entityOf(Terminated signal) {
    return URLDecoder.decode(signal.getRef().path().name(), StandardCharsets.UTF_8);
  }

  /** Whatever the incarnation was told may have come to be or not: the next one knows. */
  private Behavior<Message<C, R>> failed(String id, Throwable cause) {
    Entity<M, C, R> entity = entities.get(id);
    if (entity != null) {
      entity.incarnation = null;
      entity.open.values().forEach(open -> open.failed = true);
      Duration pause = pause(entity.failuresInRow);
      entity.failuresInRow++;
      getContext()
          .getLog()
          .warn("{} failed, starting again in {}: {}", id, pause, cause.toString());
      timers.startSingleTimer(new Revive<>(id), new Revive<>(id), pause);
    }
    return this;
  }

  private static Duration pause(int failuresInRow) {
    Duration pause = REVIVE_AFTER.multipliedBy(1L << Math.min(failuresInRow, 20));
    return pause.compareTo(REVIVE_AFTER_MAX) < 0 ? pause : REVIVE_AFTER_MAX;
  }

  private void revive(String id) {
    Entity<M, C, R> entity = entities.get(id);
    if (entity != null && entity.incarnation == null) {
      start(id, entity);
    }
  }

  /** It ended by itself, so what it was told and did not answer it has not begun. */
  private Behavior<Message<C, R>> ended(String id) {
    Entity<M, C, R> entity = entities.get(id);
    if (entity != null) {
      entity.incarnation = null;
      if (entity.open.isEmpty()) {
        entities.remove(id);
      } else {
        start(id, entity);
      }
    }
    return this;
  }

  private void unknown(String operation) {
    answer(new Answer.NotDone<>(operation, "its entity failed before it was in the ledger"));
  }

  private void answer(Answer<R> answer) {
    Open<C, R> open = operations.remove(answer.operation());
    if (open == null) {
      return; // it came too late, and its asker has been told so
    }
    timers.cancel(answer.operation());
    Entity<M, C, R> entity = entities.get(open.ask.entity());
    if (entity != null) {
      entity.open.remove(answer.operation());
      if (!(answer instanceof Answer.InDoubt)) {
        entity.failuresInRow = 0;
      }
    }
    open.ask.replyTo().tell(answer);
  }
}
