package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks of a real device, and which programs real packets pass, how often and in which order. */
@RealKernel
@NeedsFeature({Feature.XDP_LINK, Feature.CLS_BPF, Feature.TCX})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealHookLifecycleTest {

  private static final int PACKETS = 5;

  private RealWorld world;
  private RealTrail trail;

  @BeforeAll
  void startService() {
    world = RealWorld.start();
  }

  @BeforeEach
  void addDevice() {
    trail = new RealTrail(world);
  }

  @AfterEach
  void leaveNothing() {
    world.unloadAll();
    trail.removeDevice();
    world.expectNothingLeft();
  }

  @AfterAll
  void stopService() {
    world.close();
  }

  private HookKey key(HookCase hook) {
    return hook.on(trail.device(), 0).hook().orElseThrow();
  }

  private void expectAsTheLedgerSays(HookCase hook) {
    new RealHooks(world).expectAsTheLedgerSays(key(hook));
    world.expectNoHandles();
  }

  private LinkKey attach(HookCase hook, int step, int priority) {
    return world.attach(trail.load(hook, step), hook.on(trail.device(), priority));
  }

  @ParameterizedTest
  @EnumSource
  void eachPacketPassesEachMemberOnceAndInOrder(HookCase hook) {
    List<Integer> order = new ArrayList<>();
    for (int members : List.of(1, 2, 3, 10)) {
      while (order.size() < members) {
        int step = order.size() + 1;
        // Odd ones to the front, even ones to the end.
        attach(hook, step, step % 2 == 1 ? 500 - step : 500 + step);
        order.add(step % 2 == 1 ? 0 : order.size(), step);
      }

      assertThat(trail.steps(hook, PACKETS, members)).isEqualTo(times(PACKETS, order));
      expectAsTheLedgerSays(hook);
    }
  }

  private static List<Integer> times(int packets, List<Integer> steps) {
    return Collections.nCopies(packets, steps).stream().flatMap(List::stream).toList();
  }

  @ParameterizedTest
  @EnumSource
  void whoeverIsDetachedRunsNoMoreAndTheOthersGoOn(HookCase hook) {
    List<LinkKey> links = new ArrayList<>();
    for (int step = 1; step <= 4; step++) {
      links.add(attach(hook, step, 50));
    }

    // In the middle, the last, the first, the only one.
    List<List<Integer>> left = List.of(List.of(1, 3, 4), List.of(1, 3), List.of(3), List.of());
    List<Integer> leaving = List.of(2, 4, 1, 3);
    for (int n = 0; n < leaving.size(); n++) {
      Installation.expectDone(world.tryDetach(links.get(leaving.get(n) - 1)));

      assertThat(trail.steps(hook, PACKETS, left.get(n).size()))
          .isEqualTo(times(PACKETS, left.get(n)));
      expectAsTheLedgerSays(hook);
    }
    assertThat(world.phase(links.getFirst())).isEqualTo("detached");
  }

  @ParameterizedTest
  @EnumSource(names = {"XDP", "TC_INGRESS", "TC_EGRESS"})
  void theThirtyFirstIsRefusedAndThirtyRun(HookCase hook) {
    ProgramKey program = trail.load(hook, 7);
    List<CompletionStage<Answer<Outcome>>> attaching = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      attaching.add(world.attaching(world.newLink(), program, hook.on(trail.device(), 50)));
    }
    attaching.forEach(asked -> Installation.expectDone(Installation.get(asked)));
    LinkKey link = world.newLink();

    Answer<Outcome> answer = world.tryAttach(link, program, hook.on(trail.device(), 50));

    assertThat(answer.toString()).contains("30");
    assertThat(world.phase(link)).isEqualTo("failed");
    assertThat(trail.steps(hook, 2, 30)).isEqualTo(Collections.nCopies(60, 7));
    expectAsTheLedgerSays(hook);
  }

  @ParameterizedTest
  @EnumSource
  void unloadingAMemberTakesItOffTheHook(HookCase hook) {
    attach(hook, 1, 10);
    ProgramKey leaving = trail.load(hook, 2);
    LinkKey link = world.attach(leaving, hook.on(trail.device(), 20));
    attach(hook, 3, 30);

    Installation.expectDone(world.tryUnload(leaving));

    assertThat(world.phase(link)).isEqualTo("detached");
    assertThat(trail.steps(hook, PACKETS, 2)).isEqualTo(times(PACKETS, List.of(1, 3)));
    expectAsTheLedgerSays(hook);
  }

  @ParameterizedTest
  @EnumSource
  void programsOfOthersOnTheHookStayAsTheyAre(HookCase hook) {
    try (RealForeigner foreigner = RealForeigner.on(world, hook, trail)) {
      List<ProgramId> before = new RealHooks(world).on(key(hook));
      LinkKey link = world.newLink();
      Answer<Outcome> answer =
          world.tryAttach(link, trail.load(hook, 1), hook.on(trail.device(), 50));

      if (hook == HookCase.XDP) {
        // The kernel lets one program on this hook; it is not ours to take off.
        assertThat(answer.toString()).contains("EBUSY");
        assertThat(trail.steps(hook, PACKETS, 0)).isEmpty();
      } else {
        Installation.expectDone(answer);
        assertThat(trail.steps(hook, PACKETS, 1)).isEqualTo(times(PACKETS, List.of(1)));
        new RealHooks(world).expectAsTheLedgerSays(key(hook));
        Installation.expectDone(world.tryDetach(link));
      }

      assertThat(new RealHooks(world).on(key(hook))).isEqualTo(before);
      assertThat(foreigner.runsReaching(PACKETS)).isEqualTo(PACKETS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLedgerSaysWhoIsOnTheHook(HookCase hook) {
    List<LinkKey> links =
        IntStream.rangeClosed(1, 3).mapToObj(step -> attach(hook, step, 50)).toList();

    assertThat(world.ledger().dispatcher(key(hook)).orElseThrow().members())
        .extracting(Revision.Member::link)
        .containsExactlyElementsOf(links);
    assertThat(links).allSatisfy(link -> assertThat(world.phase(link)).isEqualTo("attached"));
  }
}
