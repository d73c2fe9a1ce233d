package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service is killed whatever it is doing; the next one finds out what is true. */
@RealKernel
@NeedsFeature({Feature.XDP_LINK, Feature.CLS_BPF, Feature.TCX, Feature.PERF_LINK})
final class RealKillTest {

  private static final int ROUNDS = 10;
  private static final int LIFE_MILLIS_MAX = 300;

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final RealWorld world = RealWorld.prepare();
  private final RealHooks hooks = new RealHooks(world);

  @AfterEach
  void leaveTheWorld() {
    world.close();
  }

  @Test
  void whoeverIsKilledAtAnyMomentLeavesWhatTheNextOneSettles() {
    RealTrail trail = new RealTrail(world);
    int interrupted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Process process = MortalService.startProcess(world, trail.device());
      Installation.pause(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MAX)));
      MortalService.kill(process);

      world.startService();
      interrupted += world.host().settled() ? 0 : 1;
      world.awaitSettled();

      expectAsTheLedgerSays();
      expectFurtherAttachesToWork(trail);
      expectAsTheLedgerSays();
      world.stop();
    }
    System.out.printf(
        "killed %d times; %d times something was still open when the next start had returned%n",
        ROUNDS, interrupted);

    world.startService();
    world.unloadAll();
    world.expectNothingLeft();
    trail.removeDevice();
  }

  private void expectAsTheLedgerSays() {
    assertThat(phases()).isSubsetOf("loaded", "failed", "unloaded", "attached", "detached");
    world.ledger().dispatchers().forEach(view -> hooks.expectAsTheLedgerSays(view.key()));
    linksAttached().forEach(this::expectLink);
    world.ledger().programs().stream()
        .flatMap(RealKillTest::loaded)
        .forEach(loaded -> hooks.expectInKernel(loaded.load().incarnation()));
    expectNothingElse();
  }

  private Set<String> phases() {
    return Stream.concat(
            world.ledger().programs().stream().map(program -> program.state().phase()),
            world.ledger().links().stream().map(link -> link.state().phase()))
        .collect(Collectors.toSet());
  }

  private List<LinkView> linksAttached() {
    return world.ledger().links().stream()
        .filter(link -> link.state() instanceof LinkState.Attached)
        .toList();
  }

  private void expectLink(LinkView view) {
    LinkState.Attached attached = (LinkState.Attached) view.state();
    switch (attached.standing().hold()) {
      case Hold.ByLink link -> hooks.expectLink(link, attached.standing().program());
      case Hold.ByDispatcher(var hook, _, _) ->
          assertThat(world.ledger().dispatcher(hook).orElseThrow().members())
              .extracting(Revision.Member::link)
              .contains(view.key());
    }
  }

  /** What the ledger does not know is not there: neither programs nor pins. */
  private void expectNothingElse() {
    Set<LinkKey> attached = linksAttached().stream().map(LinkView::key).collect(Collectors.toSet());
    assertThat(
            world.ledger().dispatchers().stream()
                .flatMap(dispatcher -> dispatcher.members().stream())
                .map(Revision.Member::link))
        .isSubsetOf(attached);
    Set<ProgramId> known = new TreeSet<>();
    world.ledger().programs().stream()
        .flatMap(RealKillTest::loaded)
        .forEach(loaded -> known.add(new ProgramId(loaded.load().incarnation().kernelId())));
    world.ledger().dispatchers().stream()
        .flatMap(RealKillTest::chains)
        .forEach(chain -> known.add(new ProgramId(chain.chain().kernelId())));
    Installation.await("just the programs of the ledger", 5, () -> world.marked().equals(known));

    assertThat(world.pins()).noneMatch(pin -> pin.startsWith("tmp-"));
    assertThat(world.pins().stream().filter(pin -> pin.startsWith("links/")))
        .allMatch(pin -> attached.contains(LinkKey.parse(pin.substring("links/".length()))));
    world.expectNoHandles();
  }

  private static Stream<ProgramState.Loaded> loaded(ProgramView program) {
    return program.state() instanceof ProgramState.Loaded loaded
        ? Stream.of(loaded)
        : Stream.empty();
  }

  private static Stream<Placement.Chain> chains(DispatcherView dispatcher) {
    return dispatcher.state() instanceof DispatcherState.Active active
            && active.live().placement() instanceof Placement.Chain chain
        ? Stream.of(chain)
        : Stream.empty();
  }

  private void expectFurtherAttachesToWork(RealTrail trail) {
    for (HookCase hook : MortalService.HOOKS) {
      ProgramKey program =
          world.load(
              world.spec(
                  hook == HookCase.XDP ? "xdp_verdicts" : "tc_verdicts",
                  "count_one",
                  hook.kind(),
                  Map.of("verdict", hook.passing())));
      // Before all others, whatever they decide.
      world.attach(program, hook.on(trail.device(), 0));
      trail.send(hook, 3);
      Installation.await("three packets on " + hook, 5, () -> world.count(program, "runs", 0) == 3);
      Installation.expectDone(world.tryUnload(program));
    }
    ProgramKey program =
        world.load(world.spec("tracing", "on_tracepoint", AttachKind.TRACEPOINT, Map.of()));
    LinkKey link = world.attach(program, MortalService.TRACEPOINT);
    Installation.expectDone(world.tryDetach(link));
    Installation.expectDone(world.tryUnload(program));
  }
}
