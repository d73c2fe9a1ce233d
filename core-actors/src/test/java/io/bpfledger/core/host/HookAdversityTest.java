package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.simulated.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every change that a hook's dispatcher makes to the kernel fails once, and is once the last before
 * the service is killed. Afterwards a packet meets just the programs that the ledger says, the next
 * attach works, and nothing is left in the end.
 */
final class HookAdversityTest {

  /** What happens at a change. */
  private enum Adversity {
    KILLED_AFTER,
    REFUSED;

    Fault at(int change) {
      Fault.Where where = new Fault.Where.NthChange(change);
      return switch (this) {
        case KILLED_AFTER -> Fault.crashAfter(where);
        case REFUSED -> Fault.fail(where, Errno.EIO);
      };
    }
  }

  @TempDir private Path scratch;
  private World world;
  private NetworkInterface veth;
  private Device device;

  @BeforeEach
  void addDevice() {
    world = World.start(scratch);
    NetworkNamespace blue = world.outside().addNamespace("blue");
    veth = world.outside().addInterface(blue, "veth0");
    device = new Device(blue.path(), "veth0");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  static Stream<Arguments> everyHookAndAdversity() {
    return Stream.of(HookCase.values())
        .flatMap(
            hook -> Stream.of(Adversity.values()).map(adversity -> Arguments.of(hook, adversity)));
  }

  @ParameterizedTest
  @MethodSource("everyHookAndAdversity")
  void inAFirstAttach(HookCase hook, Adversity adversity) {
    meet(
        hook,
        adversity,
        List.of(),
        programs -> world.attaching(world.newLink(), programs.get(0), hook.on(device, 10)));
  }

  @ParameterizedTest
  @MethodSource("everyHookAndAdversity")
  void inASecondAttach(HookCase hook, Adversity adversity) {
    meet(
        hook,
        adversity,
        List.of(0),
        programs -> world.attaching(world.newLink(), programs.get(1), hook.on(device, 20)));
  }

  @ParameterizedTest
  @MethodSource("everyHookAndAdversity")
  void inADetachOfOneOfTwo(HookCase hook, Adversity adversity) {
    meet(hook, adversity, List.of(0, 1), programs -> detaching(programs.get(1)));
  }

  @ParameterizedTest
  @MethodSource("everyHookAndAdversity")
  void inTheLastDetach(HookCase hook, Adversity adversity) {
    meet(hook, adversity, List.of(0), programs -> detaching(programs.get(0)));
  }

  private CompletionStage<Answer<Outcome>> detaching(ProgramKey program) {
    LinkKey link = world.ledger().linksOf(program).getFirst().key();
    return world.host().detach(World.SOMEBODY, link);
  }

  private ProgramKey load(HookCase hook, String name) {
    return world.load(hook.counting(name), name, hook.kind());
  }

  /**
   * @param attached which of two programs are attached before
   */
  private void meet(
      HookCase hook,
      Adversity adversity,
      List<Integer> attached,
      Function<List<ProgramKey>, CompletionStage<Answer<Outcome>>> change) {
    boolean came = true;
    for (int nth = 1; came; nth++) {
      List<ProgramKey> programs = List.of(load(hook, "zero"), load(hook, "one"));
      for (int at : attached) {
        world.attach(programs.get(at), hook.on(device, 10 * (at + 1)));
      }
      world.planKernelFault(adversity.at(nth));
      CompletionStage<Answer<Outcome>> asked = change.apply(programs);
      came = met(adversity, asked);
      String where = hook + ", " + adversity + " " + nth;
      onlyMembersRun(hook, programs, where);

      ProgramKey later = load(hook, "later");
      world.attach(later, hook.on(device, 90));
      onlyMembersRun(hook, List.of(programs.get(0), programs.get(1), later), where);
      for (ProgramKey program : List.of(later, programs.get(1), programs.get(0))) {
        World.expectDone(world.tryUnload(program));
      }
      World.await("nothing is pinned: " + where, () -> world.pins().isEmpty());
      assertThat(world.programsInKernel()).as(where).isZero();
      assertThat(world.linksInKernel()).as(where).isZero();
      assertThat(world.openHandles()).as(where).isZero();
    }
  }

  /** Waits until the change is over, or the service dead and started again. */
  private boolean met(Adversity adversity, CompletionStage<Answer<Outcome>> asked) {
    if (adversity == Adversity.REFUSED) {
      World.get(asked);
      boolean came = world.kernelFaultCame();
      world.clearKernelFaults();
      world.awaitSettled();
      return came;
    }
    World.await(
        "the crash or the answer",
        () -> world.kernelFaultCame() || asked.toCompletableFuture().isDone());
    boolean came = world.kernelFaultCame();
    world.clearKernelFaults();
    if (came) {
      world.restartAfterKill();
    }
    return came;
  }

  /** A packet meets each program exactly as often as the ledger says that it is attached. */
  private void onlyMembersRun(HookCase hook, List<ProgramKey> programs, String where) {
    List<Long> before = programs.stream().map(world::hits).toList();
    hook.send(world.outside(), veth);
    for (int n = 0; n < programs.size(); n++) {
      long attached =
          world.ledger().linksOf(programs.get(n)).stream()
              .filter(link -> link.state() instanceof LinkState.Attached)
              .count();
      assertThat(world.hits(programs.get(n)) - before.get(n))
          .as("%s, program %d", where, n)
          .isEqualTo(attached);
    }
  }
}
