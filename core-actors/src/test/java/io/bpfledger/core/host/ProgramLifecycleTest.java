package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Faults;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of programs that people load and unload, alone and several together. */
final class ProgramLifecycleTest {

  private static final ObjectBytes ONE =
      DeclaredObject.empty()
          .counter("packets")
          .program(DeclaredProgram.in("xdp", "one").counting("packets").returning(2))
          .bytes();

  @TempDir private Path scratch;
  private World world;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  /** Programs p0, p1, … of one object, of which some are refused by the verifier. */
  private NewProgram[] batch(int size, int... refused) {
    List<Integer> bad = IntStream.of(refused).boxed().toList();
    DeclaredObject object = DeclaredObject.empty().counter("packets");
    for (int n = 0; n < size; n++) {
      DeclaredProgram program = DeclaredProgram.in("xdp", "p" + n).counting("packets");
      object.program(bad.contains(n) ? program.refusedWith("invalid access") : program);
    }
    ObjectBytes bytes = object.bytes();
    return IntStream.range(0, size)
        .mapToObj(n -> world.program(bytes, "p" + n, AttachKind.XDP))
        .toArray(NewProgram[]::new);
  }

  private List<String> phases(NewProgram... programs) {
    return Stream.of(programs).map(program -> world.phase(program.key())).toList();
  }

  private static List<String> times(int count, String phase) {
    return java.util.Collections.nCopies(count, phase);
  }

  @Test
  void aLoadedProgramIsInTheKernelAsTheLedgerSays() {
    ProgramKey program = world.load(ONE, "one", AttachKind.XDP);

    ProgramState.Loaded loaded = (ProgramState.Loaded) world.programView(program).state();
    assertThat(world.inventory().programs().ids())
        .anySatisfy(id -> assertThat(id.value()).isEqualTo(loaded.load().incarnation().kernelId()));
    assertThat(world.pins())
        .anySatisfy(pin -> assertThat(pin).endsWith(program + "/program"))
        .anySatisfy(pin -> assertThat(pin).endsWith(program + "/maps/packets"))
        .noneSatisfy(pin -> assertThat(pin).startsWith("tmp-"));
    assertThat(world.events(StreamId.of(program))).containsExactly("LoadRequested", "Loaded");
    assertThat(world.openHandles()).isZero();
  }

  @Test
  void theIntentIsDurableBeforeTheKernelIsTouched() {
    NewProgram program = world.program(ONE, "one", AttachKind.XDP);
    List<List<String>> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    world.before(Operation.LOAD_OBJECT, () -> seen.add(world.events(StreamId.of(program.key()))));

    World.expectDone(world.tryLoad(program));

    assertThat(seen).containsExactly(List.of("LoadRequested"));
  }

  @Test
  void anUnloadedProgramLeavesNothingInTheKernel() {
    int before = world.programsInKernel();
    ProgramKey program = world.load(ONE, "one", AttachKind.XDP);

    World.expectDone(world.tryUnload(program));

    assertThat(world.phase(program)).isEqualTo("unloaded");
    assertThat(world.programsInKernel()).isEqualTo(before);
    assertThat(world.pins()).isEmpty();
    assertThat(world.inventory().maps().size()).isZero();
    assertThat(world.events(StreamId.of(program)))
        .containsExactly("LoadRequested", "Loaded", "UnloadRequested", "Unloaded");
  }

  @Test
  void manyProgramsAreLoadedAndUnloadedSideBySide() {
    List<NewProgram> programs =
        IntStream.range(0, 20).mapToObj(_ -> world.program(ONE, "one", AttachKind.XDP)).toList();
    programs.stream()
        .map(program -> world.host().load(World.SOMEBODY, List.of(program)))
        .toList()
        .forEach(asked -> World.expectDone(World.get(asked)));
    assertThat(world.programsInKernel()).isEqualTo(20);

    programs.stream()
        .map(program -> world.host().unload(World.SOMEBODY, program.key()))
        .toList()
        .forEach(asked -> World.expectDone(World.get(asked)));
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void aBatchIsOneLoadAndOneRename() {
    NewProgram[] programs = batch(3);

    World.expectDone(world.tryLoad(programs));

    assertThat(phases(programs)).isEqualTo(times(3, "loaded"));
    assertThat(world.changes()).filteredOn(line -> line.startsWith("load:")).hasSize(1);
    assertThat(world.changes()).filteredOn(line -> line.startsWith("rename:")).hasSize(1);
    assertThat(world.programsInKernel()).isEqualTo(3);
  }

  @Test
  void aProgramThatTheVerifierRefusesLeavesNothing() {
    NewProgram[] programs = batch(1, 0);

    Answer<Outcome> answer = world.tryLoad(programs);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Done.class,
            done ->
                assertThat(done.reply())
                    .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed ->
                            assertThat(failed.failure().message())
                                .contains("load object")
                                .contains("p0")));
    assertThat(phases(programs)).containsExactly("failed");
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void aBatchOfWhichOneIsRefusedIsLoadedNotAtAll(int refused) {
    NewProgram[] programs = batch(5, refused);

    world.tryLoad(programs);

    assertThat(phases(programs)).isEqualTo(times(5, "failed"));
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void whenTheIntentCannotBeWrittenTheKernelIsNotTouched() {
    NewProgram program = world.program(ONE, "one", AttachKind.XDP);
    world.machine().recording().clear();
    World.failCommit(0);

    Answer<Outcome> answer = world.tryLoad(program);

    assertThat(answer).isInstanceOf(Answer.NotDone.class);
    assertThat(world.phase(program.key())).isEqualTo("absent");
    assertThat(world.changes()).isEmpty();
  }

  @Test
  void whenTheOutcomeCannotBeWrittenTheKernelIsRolledBack() {
    NewProgram program = world.program(ONE, "one", AttachKind.XDP);
    world.before(Operation.RENAME, () -> World.failCommit(0));

    Answer<Outcome> answer = world.tryLoad(program);

    assertThat(Faults.came()).isEqualTo(1);
    assertThat(answer.toString()).contains("Failed");
    assertThat(world.phase(program.key())).isEqualTo("failed");
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @Test
  void whicheverWriteFailsABatchIsLoadedWholeOrNotAtAll() {
    boolean failed = true;
    for (int commit = 0; failed; commit++) {
      NewProgram[] programs = batch(3);
      Faults.clear();
      World.failCommit(commit);

      Answer<Outcome> answer = world.tryLoad(programs);
      failed = Faults.came() > 0;
      Faults.clear();
      world.awaitSettled();

      List<String> phases = phases(programs);
      if (answer.toString().contains("Outcome.Done") || phases.getFirst().equals("loaded")) {
        assertThat(phases).as("commit %d failed", commit).isEqualTo(times(3, "loaded"));
        Stream.of(programs).forEach(program -> world.tryUnload(program.key()));
      } else {
        assertThat(phases)
            .as("commit %d failed", commit)
            .isSubsetOf("absent", "failed", "unloaded");
      }
      assertThat(world.programsInKernel()).as("commit %d failed", commit).isZero();
      assertThat(world.pins()).as("commit %d failed", commit).isEmpty();
    }
  }

  @Test
  void whicheverChangeTheKernelRefusesABatchIsLoadedWholeOrNotAtAll() {
    for (int change = 1; ; change++) {
      NewProgram[] programs = batch(2);
      world.planKernelFault(Fault.fail(new Fault.Where.NthChange(change), Errno.ENOMEM));

      world.tryLoad(programs);
      boolean came = world.kernelFaultCame();
      world.clearKernelFaults();

      if (!came) {
        assertThat(phases(programs)).isEqualTo(times(2, "loaded"));
        return;
      }
      assertThat(phases(programs)).as("change %d failed", change).isEqualTo(times(2, "failed"));
      assertThat(world.programsInKernel()).as("change %d failed", change).isZero();
      assertThat(world.pins()).as("change %d failed", change).isEmpty();
      assertThat(world.openHandles()).isZero();
    }
  }

  @Test
  void whereverTheServiceIsKilledInALoadTheNextStartLeavesAllOrNothing() {
    for (int change = 1; ; change++) {
      NewProgram[] programs = batch(2);
      world.planKernelFault(Fault.crashAfter(new Fault.Where.NthChange(change)));
      var asked = world.host().load(World.SOMEBODY, List.of(programs));
      World.await(
          "the crash or the answer",
          () -> world.kernelFaultCame() || asked.toCompletableFuture().isDone());
      boolean came = world.kernelFaultCame();
      world.clearKernelFaults();
      if (!came) {
        return;
      }

      world.restartAfterKill();

      List<String> phases = phases(programs);
      assertThat(phases).as("killed after change %d", change).containsAnyOf("loaded", "failed");
      assertThat(phases.stream().distinct()).as("killed after change %d", change).hasSize(1);
      if (phases.getFirst().equals("loaded")) {
        Stream.of(programs).forEach(program -> World.expectDone(world.tryUnload(program.key())));
      }
      assertThat(world.programsInKernel()).as("killed after change %d", change).isZero();
      assertThat(world.pins()).as("killed after change %d", change).isEmpty();
    }
  }

  @Test
  void unloadingWhatIsNotThereIsRefused() {
    ProgramKey unknown = new ProgramKey(world.newLink().ulid());

    Answer<Outcome> answer = world.tryUnload(unknown);

    assertThat(answer.toString()).contains("NOT_FOUND").contains(unknown.toString());
  }

  @Test
  void aProgramThatTheKernelDoesNotLetGoStaysLoaded() {
    ProgramKey program = world.load(ONE, "one", AttachKind.XDP);
    world.planKernelFault(Fault.fail(new Fault.Where.NthChange(1), Errno.EIO));

    Answer<Outcome> answer = world.tryUnload(program);

    assertThat(answer.toString()).contains("EIO");
    assertThat(world.phase(program)).isEqualTo("loaded");
    assertThat(world.programsInKernel()).isEqualTo(1);
    World.expectDone(world.tryUnload(program));
  }

  @Test
  void whenTheRecordOfAnUnloadFailsItIsRecordedAfterwards() {
    ProgramKey program = world.load(ONE, "one", AttachKind.XDP);
    world.before(Operation.RENAME, () -> World.failCommit(0));

    world.tryUnload(program);
    world.awaitSettled();

    assertThat(world.phase(program)).isEqualTo("unloaded");
    assertThat(world.programsInKernel()).isZero();
  }

  @Test
  void theFourthLoadThatFindsNoMemoryLeavesTheFirstThreeAlone() {
    List<ProgramKey> loaded =
        IntStream.range(0, 3).mapToObj(_ -> world.load(ONE, "one", AttachKind.XDP)).toList();
    world.planKernelFault(Fault.fail(Operation.LOAD_OBJECT, 1, Errno.ENOMEM));
    NewProgram fourth = world.program(ONE, "one", AttachKind.XDP);

    Answer<Outcome> answer = world.tryLoad(fourth);

    assertThat(answer.toString()).contains("ENOMEM");
    assertThat(world.phase(fourth.key())).isEqualTo("failed");
    assertThat(loaded).allSatisfy(key -> assertThat(world.phase(key)).isEqualTo("loaded"));
    assertThat(world.programsInKernel()).isEqualTo(3);
  }
}
