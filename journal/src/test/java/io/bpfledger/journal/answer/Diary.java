package io.bpfledger.journal.answer;

import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.bpfledger.journal.store.kit.Remark.Heard;
import io.bpfledger.journal.store.kit.Remark.Said;
import java.util.ArrayList;
import java.util.List;

/** The smallest entity that keeps the rules of a keeper: it writes down each operation's id. */
final class Diary extends EventSourcedBehavior<Diary.Message, Said, Heard> {

  /** What a diary understands. */
  sealed interface Message {}

  record Write(Execute<String, Integer> execute) implements Message {}

  record Remember(Recall<Integer> recall) implements Message {}

  record Close() implements Message {}

  static final EntityKind<Message, String, Integer> KIND = kind(Integer.MAX_VALUE);

  private final int snapshotEvery;

  private Diary(String entity, int snapshotEvery) {
    super(PersistenceId.ofUniqueId(entity));
    this.snapshotEvery = snapshotEvery;
  }

  static EntityKind<Message, String, Integer> kind(int snapshotEvery) {
    return new EntityKind<>() {
      @Override
      public Behavior<Message> create(String entity) {
        return new Diary(entity, snapshotEvery);
      }

      @Override
      public Message execute(Execute<String, Integer> execute) {
        return new Write(execute);
      }

      @Override
      public Message recall(Recall<Integer> recall) {
        return new Remember(recall);
      }
    };
  }

  @Override
  public Heard emptyState() {
    return new Heard(List.of());
  }

  @Override
  public CommandHandler<Message, Said, Heard> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Write.class, (state, write) -> write(state, write.execute()))
        .onCommand(Remember.class, (state, remember) -> remember(state, remember.recall()))
        .onCommand(Close.class, () -> Effect().stop())
        .build();
  }

  private Effect<Said, Heard> write(Heard state, Execute<String, Integer> execute) {
    int page = state.texts().indexOf(execute.operation());
    if (page >= 0) {
      return Effect()
          .none()
          .thenRun(() -> execute.replyTo().tell(new Reply<>(execute.operation(), page + 1)));
    }
    return Effect()
        .persist(new Said(execute.operation()))
        .thenRun(
            after ->
                execute.replyTo().tell(new Reply<>(execute.operation(), after.texts().size())));
  }

  private Effect<Said, Heard> remember(Heard state, Recall<Integer> recall) {
    int page = state.texts().indexOf(recall.operation());
    recall
        .replyTo()
        .tell(
            page < 0
                ? new Recollection.Unknown<>(recall.operation())
                : new Recollection.Known<>(recall.operation(), page + 1));
    return Effect().none();
  }

  @Override
  public EventHandler<Heard, Said> eventHandler() {
    return (state, said) -> {
      List<String> texts = new ArrayList<>(state.texts());
      texts.add(said.text());
      return new Heard(texts);
    };
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }
}
