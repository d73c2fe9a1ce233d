package io.bpfledger.reconciler.round;

import io.bpfledger.core.host.ManagedHost;
import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.DispatcherCommand;
import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.shell.Assignment;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.reconciler.plan.Instruction;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The entities of a managed host. */
public final class HostEntities implements Entities {

  private static final Principal SELF = new Principal.Reconciler();

  private final ManagedHost host;

  public HostEntities(ManagedHost host) {
    this.host = host;
  }

  @Override
  public Ledger ledger() {
    return host.ledger();
  }

  @Override
  public CompletionStage<Answer<Outcome>> tell(
      Ulid operation, Instruction instruction, Ulid finding) {
    return switch (instruction) {
      case Instruction.Settle(StreamId entity) ->
          tell(
              entity,
              operation,
              finding,
              ProgramCommand.LookAgain::new,
              LinkCommand.LookAgain::new,
              DispatcherCommand.LookAgain::new);
      case Instruction.Lose(StreamId entity, Loss loss) ->
          tell(
              entity,
              operation,
              finding,
              () -> new ProgramCommand.Lose(loss),
              () -> new LinkCommand.Lose(loss),
              () -> new DispatcherCommand.Lose(loss));
      case Instruction.Repair(
              StreamId entity,
              Decision decision,
              String code,
              List<StreamId> together,
              List<String> objects) ->
          tell(
              entity,
              operation,
              finding,
              () -> new ProgramCommand.Repair(decision, code, programs(together), objects),
              () -> new LinkCommand.Repair(decision, code, objects),
              () -> new DispatcherCommand.Repair(decision, code, objects));
      case Instruction.Return(
              LinkKey link,
              Hold.ByDispatcher hold,
              Incarnation program,
              DeviceIdentity device) ->
          tell(
              StreamId.of(link), operation, finding, new LinkCommand.Return(hold, program, device));
      case Instruction.RemoveOrphan(String object) ->
          tell(host.host(), operation, finding, new HostCommand.RemoveOrphan(object));
      case Instruction.Mount _ -> tell(host.host(), operation, finding, new HostCommand.Mount());
    };
  }

  private static List<ProgramKey> programs(List<StreamId> streams) {
    return streams.stream().map(stream -> ProgramKey.parse(stream.key())).toList();
  }

  private CompletionStage<Answer<Outcome>> tell(
      StreamId entity,
      Ulid operation,
      Ulid finding,
      Supplier<ProgramCommand> program,
      Supplier<LinkCommand> link,
      Supplier<DispatcherCommand> dispatcher) {
    return switch (entity.kind()) {
      case PROGRAM -> tell(entity, operation, finding, program.get());
      case LINK -> tell(entity, operation, finding, link.get());
      case DISPATCHER -> tell(entity, operation, finding, dispatcher.get());
      case HOST -> throw new IllegalArgumentException("a host is told by name, not as an entity");
    };
  }

  private CompletionStage<Answer<Outcome>> tell(
      StreamId entity, Ulid operation, Ulid finding, Command command) {
    return host.tell(entity, new Assignment(operation, SELF, new Cause.Finding(finding), command));
  }

  @Override
  public CompletionStage<Answer<Outcome>> suspend(
      Ulid operation, StreamId entity, Suspension suspension, Ulid finding) {
    return tell(
        entity,
        operation,
        finding,
        () -> new ProgramCommand.SuspendRepairs(suspension),
        () -> new LinkCommand.SuspendRepairs(suspension),
        () -> new DispatcherCommand.SuspendRepairs(suspension));
  }

  @Override
  public CompletionStage<Answer<Outcome>> begin(Ulid operation, ReconciliationStarted run) {
    return record(operation, run.trigger(), new HostCommand.StartRun(run));
  }

  @Override
  public CompletionStage<Answer<Outcome>> end(
      Ulid operation, RunTrigger trigger, ReconciliationFinished run) {
    return record(operation, trigger, new HostCommand.FinishRun(run));
  }

  private CompletionStage<Answer<Outcome>> record(
      Ulid operation, RunTrigger trigger, HostCommand command) {
    Cause cause = new Cause.Occasion(trigger.word());
    return host.tell(host.host(), new Assignment(operation, SELF, cause, command));
  }
}
