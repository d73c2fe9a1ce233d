package io.bpfledger.kernel.chain;

import static io.bpfledger.kernel.chain.TestObject.littleEndian;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.chain.ChainRules.Outcome;
import io.bpfledger.kernel.chain.ChainRules.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;

/** What chains do in a kernel, by test-run: every kernel must do the same. */
abstract class ChainContract {

  private static final List<Integer> SIZES = List.of(0, 1, 3, 10, ChainKind.SLOTS);

  /** Numbers that programs may return though they are no verdicts. */
  private static final List<Integer> NO_VERDICTS = List.of(-2, 9, 1000);

  private static final TestRunRequest ONE_PACKET = new TestRunRequest(new byte[64], 1);

  /** How often to look, a millisecond apart, whether a kernel has emptied an array. */
  private static final int LOOKS = 5_000;

  /** A kernel with one program for every answer; loaded once for all tries of a property. */
  private record World(Kernel kernel, CountingPrograms programs) implements AutoCloseable {

    @Override
    public void close() {
      programs.close();
      kernel.close();
    }
  }

  private final Map<ChainKind, World> worlds = new EnumMap<>(ChainKind.class);

  abstract Kernel openKernel();

  private World world(ChainKind kind) {
    return worlds.computeIfAbsent(
        kind,
        _ -> {
          Kernel kernel = openKernel();
          return new World(kernel, new CountingPrograms(kernel, kind, answers(kind)));
        });
  }

  @AfterProperty
  void closeWorlds() {
    worlds.values().forEach(World::close);
  }

  /** A packet that meets these members. */
  record Packet(ChainKind kind, List<Step> steps) {

    Packet with(int slot, Step step) {
      List<Step> others = new ArrayList<>(steps);
      others.set(slot, step);
      return new Packet(kind, others);
    }
  }

  @Property(tries = 100)
  void chainAnswersAsItsRulesSay(@ForAll("packets") Packet packet) {
    World world = world(packet.kind());
    try (LoadedChain loaded = load(world, packet)) {
      assertOutcome(world, loaded, packet);
    }
  }

  @Provide
  Arbitrary<Packet> packets() {
    return Arbitraries.of(ChainKind.class)
        .flatMap(
            kind ->
                steps(kind)
                    .list()
                    .ofMaxSize(ChainKind.SLOTS)
                    .map(steps -> new Packet(kind, steps)));
  }

  private static Arbitrary<Step> steps(ChainKind kind) {
    return Combinators.combine(
            Arbitraries.of(answers(kind)),
            Arbitraries.subsetOf(kind.verdicts()).map(ProceedOn::new),
            Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false)))
        .as(Step::new);
  }

  /** The members around the one in question answer with a verdict that proceeds. */
  @Property
  void everyAnswerAtEveryPositionCountsAsItsRulesSay(@ForAll ChainKind kind) {
    World world = world(kind);
    Step proceeding = new Step(proceedingAnswer(kind), kind.defaultProceedOn(), true);
    Step absent = new Step(proceedingAnswer(kind), kind.defaultProceedOn(), false);
    for (int size : SIZES) {
      Packet packet = new Packet(kind, Collections.nCopies(size, proceeding));
      try (LoadedChain loaded = load(world, packet)) {
        assertOutcome(world, loaded, packet);
        for (int slot = 0; slot < size; slot++) {
          for (int answer : answers(kind)) {
            put(world, loaded, slot, answer);
            Step step = new Step(answer, kind.defaultProceedOn(), true);
            assertOutcome(world, loaded, packet.with(slot, step));
          }
          empty(world, loaded, slot);
          assertOutcome(world, loaded, packet.with(slot, absent));
          put(world, loaded, slot, proceeding.answer());
        }
      }
    }
  }

  @Property
  void membersRunInTheirOrder(@ForAll ChainKind kind) {
    Kernel kernel = world(kind).kernel();
    try (TrailPrograms programs = new TrailPrograms(kernel, kind, ChainKind.SLOTS)) {
      List<Integer> backwards = programs.steps().reversed();
      List<ChainMember> members =
          backwards.stream()
              .map(step -> new ChainMember(programs.leaving(step), kind.defaultProceedOn()))
              .toList();

      try (LoadedChain loaded =
          new Chains(kernel).load(new Chain(kind, members), programs.handles()).orThrow()) {
        answer(kernel, loaded);
      }

      assertThat(programs.trail()).isEqualTo(backwards);
    }
  }

  @Property
  void slotsTellWhoIsInThem(@ForAll ChainKind kind) {
    World world = world(kind);
    List<Step> steps =
        answers(kind).stream().map(answer -> new Step(answer, ProceedOn.of(), true)).toList();
    List<Optional<ProgramId>> expected =
        new ArrayList<>(Collections.nCopies(ChainKind.SLOTS, Optional.empty()));
    for (int slot = 0; slot < steps.size(); slot++) {
      expected.set(slot, Optional.of(world.programs().answering(steps.get(slot).answer())));
    }

    try (LoadedChain loaded = load(world, new Packet(kind, steps))) {
      assertThat(new Chains(world.kernel()).slots(loaded.programArray()).orThrow())
          .isEqualTo(expected);
    }
  }

  @Example
  void programOfAnotherTypeOrFlavourIsRefusedAndSaysWhy() {
    try (Kernel kernel = openKernel()) {
      assertRefused(kernel, ChainKind.XDP, ChainKind.TC);
      assertRefused(kernel, ChainKind.TC, ChainKind.XDP);
      assertRefused(kernel, ChainKind.XDP, ChainKind.XDP_FRAGS);
      assertRefused(kernel, ChainKind.XDP_FRAGS, ChainKind.XDP);
    }
  }

  private static void assertRefused(Kernel kernel, ChainKind chain, ChainKind member) {
    try (CountingPrograms fitting = new CountingPrograms(kernel, chain, List.of(0));
        CountingPrograms other = new CountingPrograms(kernel, member, List.of(0))) {
      ProgramId first = fitting.answering(0);
      ProgramId misfit = other.answering(0);
      List<ChainMember> members =
          List.of(
              new ChainMember(first, chain.defaultProceedOn()),
              new ChainMember(misfit, chain.defaultProceedOn()));

      KernelError error =
          new Chains(kernel)
              .load(
                  new Chain(chain, members),
                  Map.of(first, fitting.handle(0), misfit, other.handle(0)))
              .problem()
              .orElseThrow();

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.message())
          .contains("program " + misfit + " does not fit a chain of kind " + chain.word());
    }
  }

  /** Why an array is pinned: a chain on a hook does not keep its members by itself. */
  @Example
  void slotsAreEmptiedWhenNobodyRefersToTheArrayAnyMore() throws InterruptedException {
    World world = world(ChainKind.XDP);
    int drop = XdpVerdict.DROP.number();
    Step dropping = new Step(drop, ProceedOn.of(), true);
    try (LoadedChain loaded = load(world, new Packet(ChainKind.XDP, List.of(dropping)))) {
      assertThat(answer(world.kernel(), loaded)).isEqualTo(drop);

      loaded.programArray().close();

      int looks = 0;
      while (answer(world.kernel(), loaded) == drop && looks < LOOKS) {
        Thread.sleep(1);
        looks++;
      }
      assertThat(answer(world.kernel(), loaded)).isEqualTo(ChainKind.XDP.undecided().number());
    }
  }

  private static LoadedChain load(World world, Packet packet) {
    CountingPrograms programs = world.programs();
    List<ChainMember> members =
        packet.steps().stream()
            .map(step -> new ChainMember(programs.answering(step.answer()), step.proceedOn()))
            .toList();
    LoadedChain loaded =
        new Chains(world.kernel())
            .load(new Chain(packet.kind(), members), programs.handles())
            .orThrow();
    for (int slot = 0; slot < packet.steps().size(); slot++) {
      if (!packet.steps().get(slot).present()) {
        empty(world, loaded, slot);
      }
    }
    return loaded;
  }

  private static void put(World world, LoadedChain loaded, int slot, int answer) {
    world
        .kernel()
        .maps()
        .setProgram(loaded.programArray(), slot, world.programs().handle(answer))
        .orThrow();
  }

  private static void empty(World world, LoadedChain loaded, int slot) {
    world.kernel().maps().delete(loaded.programArray(), littleEndian(slot)).orThrow();
  }

  private static void assertOutcome(World world, LoadedChain loaded, Packet packet) {
    Outcome expected = ChainRules.outcome(packet.kind(), packet.steps());
    Map<Integer, Long> runs = world.programs().runs();

    assertThat(answer(world.kernel(), loaded))
        .as("verdict of %s", packet)
        .isEqualTo(expected.verdict());

    packet.steps().stream()
        .limit(expected.reached())
        .filter(Step::present)
        .forEach(step -> runs.merge(step.answer(), 1L, Long::sum));
    assertThat(world.programs().runs()).as("runs of %s", packet).isEqualTo(runs);
  }

  private static int answer(Kernel kernel, LoadedChain chain) {
    return kernel.programs().testRun(chain.program(), ONE_PACKET).orThrow().returnValue();
  }

  private static List<Integer> answers(ChainKind kind) {
    return Stream.concat(kind.verdicts().stream().map(Verdict::number), NO_VERDICTS.stream())
        .toList();
  }

  private static int proceedingAnswer(ChainKind kind) {
    return kind == ChainKind.TC ? TcVerdict.PIPE.number() : XdpVerdict.PASS.number();
  }
}
