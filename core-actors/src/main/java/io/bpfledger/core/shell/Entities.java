package io.bpfledger.core.shell;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.bpfledger.core.machine.DispatcherCommand;
import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.Machines;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.journal.answer.EntityKind;
import io.bpfledger.journal.answer.Execute;
import io.bpfledger.journal.answer.Keeper;
import io.bpfledger.journal.answer.Recall;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.StreamId;

/** All entities, of whatever kind, as their keeper starts and tells them. */
public final class Entities implements EntityKind<EntityMessage, Assignment, Outcome> {

  private final Surroundings surroundings;
  private final Machines machines;
  private final ActorRef<Keeper.Message<Assignment, Outcome>> keeper;

  private Entities(
      Surroundings surroundings,
      Machines machines,
      ActorRef<Keeper.Message<Assignment, Outcome>> keeper) {
    this.surroundings = surroundings;
    this.machines = machines;
    this.keeper = keeper;
  }

  /**
   * The parent of all entities.
   *
   * @param openMax how many operations may be without an answer
   */
  public static Behavior<Keeper.Message<Assignment, Outcome>> keeper(
      Surroundings surroundings, Machines machines, int openMax) {
    return Behaviors.setup(
        context -> Keeper.of(new Entities(surroundings, machines, context.getSelf()), openMax));
  }

  @Override
  public Behavior<EntityMessage> create(String entity) {
    StreamId stream = StreamId.parse(entity);
    return Behaviors.setup(
        context ->
            switch (stream.kind()) {
              case PROGRAM ->
                  new EntityActor<>(
                      context,
                      stream,
                      surroundings,
                      keeper,
                      machines.program(),
                      new Kind<>(ProgramState.class, ProgramCommand.class, ProgramEvent.class));
              case LINK ->
                  new EntityActor<>(
                      context,
                      stream,
                      surroundings,
                      keeper,
                      machines.link(),
                      new Kind<>(LinkState.class, LinkCommand.class, LinkEvent.class));
              case DISPATCHER ->
                  new EntityActor<>(
                      context,
                      stream,
                      surroundings,
                      keeper,
                      machines.dispatcher(),
                      new Kind<>(
                          DispatcherState.class, DispatcherCommand.class, DispatcherEvent.class));
              case HOST ->
                  new EntityActor<>(
                      context,
                      stream,
                      surroundings,
                      keeper,
                      machines.host(),
                      new Kind<>(HostState.class, HostCommand.class, HostEvent.class));
            });
  }

  @Override
  public EntityMessage execute(Execute<Assignment, Outcome> execute) {
    return new EntityMessage.Told(execute);
  }

  @Override
  public EntityMessage recall(Recall<Outcome> recall) {
    return new EntityMessage.Remember(recall);
  }
}
