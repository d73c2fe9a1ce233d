package io.bpfledger.core.host;

import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.DispatcherCommand;
import io.bpfledger.core.machine.LinkCommand;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand;
import io.bpfledger.core.shell.Assignment;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.MonotonicUlids;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** Tells entities what to put right, as a reconciler does. */
final class Repairer {

  private static final String FINDING = "test.finding";

  private final World world;
  private final MonotonicUlids ids = new MonotonicUlids(InstantSource.system(), new Random(11));

  Repairer(World world) {
    this.world = world;
  }

  Answer<Outcome> tell(StreamId entity, Command command) {
    return World.get(telling(entity, command));
  }

  private CompletionStage<Answer<Outcome>> telling(StreamId entity, Command command) {
    return world
        .host()
        .tell(
            entity,
            new Assignment(
                ids.next(), new Principal.Reconciler(), new Cause.Finding(ids.next()), command));
  }

  /** Tells, and does not wait. */
  CompletionStage<Answer<Outcome>> recreating(List<ProgramKey> together) {
    return telling(
        StreamId.of(together.getFirst()),
        new ProgramCommand.Repair(Decision.RECREATE, FINDING, together, List.of()));
  }

  Answer<Outcome> repair(Decision decision, ProgramKey program, String... objects) {
    return tell(
        StreamId.of(program),
        new ProgramCommand.Repair(decision, FINDING, List.of(program), List.of(objects)));
  }

  Answer<Outcome> recreate(List<ProgramKey> together) {
    return World.get(recreating(together));
  }

  Answer<Outcome> repair(Decision decision, LinkKey link, String... objects) {
    return tell(StreamId.of(link), new LinkCommand.Repair(decision, FINDING, List.of(objects)));
  }

  Answer<Outcome> repair(Decision decision, HookKey hook, String... objects) {
    return tell(
        StreamId.of(hook), new DispatcherCommand.Repair(decision, FINDING, List.of(objects)));
  }

  void lose(ProgramKey program, LossReason reason) {
    World.expectDone(tell(StreamId.of(program), new ProgramCommand.Lose(new Loss(reason, ""))));
  }

  void lose(LinkKey link, LossReason reason) {
    World.expectDone(tell(StreamId.of(link), new LinkCommand.Lose(new Loss(reason, ""))));
  }

  void lose(HookKey hook, LossReason reason) {
    World.expectDone(tell(StreamId.of(hook), new DispatcherCommand.Lose(new Loss(reason, ""))));
  }
}
