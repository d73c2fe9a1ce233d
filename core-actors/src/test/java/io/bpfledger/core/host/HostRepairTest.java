package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host does when it is told to remove what no entity answers for, and to mount. */
final class HostRepairTest {

  private static final ObjectBytes TRACE =
      DeclaredObject.empty()
          .counter("hits")
          .program(DeclaredProgram.in("tracepoint/sched/sched_switch", "trace").counting("hits"))
          .bytes();

  @TempDir private Path scratch;
  private World world;
  private Repairer repairer;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    repairer = new Repairer(world);
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private ProgramKey loadTrace() {
    return world.load(TRACE, "trace", AttachKind.TRACEPOINT);
  }

  private Load load(ProgramKey program) {
    return ((ProgramState.Loaded) world.programView(program).state()).load();
  }

  private Path directory(ProgramKey program) {
    return Path.of(load(program).mapDirectory()).resolve("..").normalize();
  }

  private void pinBeside(ProgramKey program, Path pin) {
    try (SimulatedProcess somebody = world.machine().startProcess("somebody");
        ProgramHandle handle =
            (ProgramHandle) somebody.bpffs().open(Path.of(load(program).pin())).orThrow()) {
      somebody.bpffs().pin(handle, pin).orThrow();
    }
  }

  @Test
  void theHostRemovesWhatIsProvablyOursAndNothingElse() {
    ProgramKey program = loadTrace();
    Path staging = World.BPFFS.resolve("tmp-01ARZ3NDEKTSV4RRFFQ69G5FAV");
    world.outside().makeDirectories(staging.resolve(program.toString()));
    pinBeside(program, staging.resolve(program.toString()).resolve("program"));
    Path foreign = World.BPFFS.resolve("somebody");
    pinBeside(program, foreign);

    World.expectDone(remove(staging.toString()));

    assertThat(world.pins()).contains("somebody").noneMatch(pin -> pin.startsWith("tmp-"));
    for (String object :
        List.of(
            foreign.toString(),
            directory(program).toString(),
            World.BPFFS.toString(),
            World.BPFFS.resolve("programs").toString(),
            World.BPFFS + "/tmp-01ARZ3NDEKTSV4RRFFQ69G5FAV/../somebody",
            "/etc")) {
      assertThat(remove(object).toString()).as(object).containsAnyOf("Refused", "Failed");
    }
    assertThat(world.pins()).hasSize(3);
    assertThat(world.ledger().host().removals()).isEmpty();
  }

  private Answer<Outcome> remove(String object) {
    return repairer.tell(world.host().host(), new HostCommand.RemoveOrphan(object));
  }

  @Test
  void theFileSystemIsMountedAgain() {
    world.outside().unmount(World.BPFFS);

    World.expectDone(repairer.tell(world.host().host(), new HostCommand.Mount()));

    loadTrace();
    assertThat(world.pins()).hasSize(2);
  }
}
