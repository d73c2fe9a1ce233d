package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs outlive the service that attached them; devices and namespaces go and come. */
@RealKernel
@NeedsFeature({Feature.XDP_LINK, Feature.CLS_BPF, Feature.TCX, Feature.PERF_LINK})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealServiceLifeTest {

  private static final int PACKETS = 5;
  private static final int IPV4 = 2;
  private static final int LOCAL_OUT = 3;

  private RealWorld world;

  @BeforeAll
  void startService() {
    world = RealWorld.start();
  }

  @AfterEach
  void nothingIsLeft() {
    if (!world.isRunning()) {
      world.startService();
    }
    world.unloadAll();
    world.expectNothingLeft();
  }

  @AfterAll
  void stopService() {
    world.close();
  }

  private static HookKey key(RealTrail trail, HookCase hook) {
    return hook.on(trail.device(), 0).hook().orElseThrow();
  }

  private static List<Integer> times(int packets, Integer... steps) {
    List<Integer> all = new ArrayList<>();
    for (int packet = 0; packet < packets; packet++) {
      all.addAll(List.of(steps));
    }
    return all;
  }

  private List<LinkKey> attachTwo(RealTrail trail, HookCase hook) {
    return List.of(
        world.attach(trail.load(hook, 1), hook.on(trail.device(), 10)),
        world.attach(trail.load(hook, 2), hook.on(trail.device(), 20)));
  }

  @ParameterizedTest
  @EnumSource
  void membersRunOnWhileTheServiceIsAwayAndAreItsOwnAfterwards(HookCase hook) {
    RealTrail trail = new RealTrail(world);
    List<LinkKey> links = attachTwo(trail, hook);
    assertThat(trail.steps(hook, PACKETS, 2)).isEqualTo(times(PACKETS, 1, 2));

    world.stop();
    assertThat(trail.steps(hook, PACKETS, 2)).isEqualTo(times(PACKETS, 1, 2));
    world.startService();
    world.awaitSettled();

    new RealHooks(world).expectAsTheLedgerSays(key(trail, hook));
    world.attach(trail.load(hook, 3), hook.on(trail.device(), 15));
    assertThat(trail.steps(hook, PACKETS, 3)).isEqualTo(times(PACKETS, 1, 3, 2));
    Installation.expectDone(world.tryDetach(links.getFirst()));
    assertThat(trail.steps(hook, PACKETS, 2)).isEqualTo(times(PACKETS, 3, 2));
    new RealHooks(world).expectAsTheLedgerSays(key(trail, hook));
    world.unloadAll();
    trail.removeDevice();
  }

  @Test
  void linksThatStandAloneCountOnWhileTheServiceIsAway() {
    RealKind kind = RealKind.named("tracepoint");
    ProgramKey program =
        world.load(world.spec(kind.object(), kind.program(), kind.kind(), kind.globals()));
    LinkKey link = world.attach(program, kind.on().apply(world));
    kind.event().accept(world, 3);

    world.stop();
    kind.event().accept(world, 4);
    world.startService();
    world.awaitSettled();

    assertThat(world.count(program, kind.map(), kind.place())).isEqualTo(7);
    Installation.expectDone(world.tryDetach(link));
    kind.event().accept(world, 2);
    assertThat(world.count(program, kind.map(), kind.place())).isEqualTo(7);
    Installation.expectDone(world.tryUnload(program));
  }

  @ParameterizedTest
  @EnumSource
  void membersOfADeviceThatIsGoneWaitForTheNextOfItsName(HookCase hook) {
    RealTrail trail = new RealTrail(world);
    List<LinkKey> links = attachTwo(trail, hook);

    trail.removeDevice();
    awaitPhase(links, "lost");
    trail.addDevice();
    awaitPhase(links, "attached");

    assertThat(trail.steps(hook, PACKETS, 2)).isEqualTo(times(PACKETS, 1, 2));
    new RealHooks(world).expectAsTheLedgerSays(key(trail, hook));
    trail.removeDevice();
    awaitPhase(links, "lost");
    // What waits for a device needs none to be detached.
    Installation.expectDone(world.tryDetach(links.getFirst()));
    world.unloadAll();
    assertThat(links).allSatisfy(link -> assertThat(world.phase(link)).isEqualTo("detached"));
  }

  @ParameterizedTest
  @EnumSource
  void aNamespaceThatIsGoneHindersNobody(HookCase hook) {
    List<LinkKey> links;
    try (NetworkSandbox network = NetworkSandbox.open()) {
      links = attachTwo(new RealTrail(world, network), hook);
    }

    Installation.expectDone(world.tryDetach(links.getFirst()));
    world.unloadAll();

    assertThat(links).allSatisfy(link -> assertThat(world.phase(link)).isEqualTo("detached"));
  }

  @Test
  @NeedsFeature({Feature.NETFILTER_LINK, Feature.SK_LOOKUP})
  void linksInANamespaceThatIsGoneAreDetachedAndUnloaded() {
    List<LinkKey> links = new ArrayList<>();
    try (NetworkSandbox network = NetworkSandbox.open()) {
      String namespace = network.namespace().path();
      links.add(
          world.attach(
              world.load(world.spec("netfilter", "accept_one", AttachKind.NETFILTER, Map.of())),
              new NetfilterAttachment(namespace, IPV4, LOCAL_OUT, -7, false)));
      links.add(
          world.attach(
              world.load(world.spec("sk_lookup", "pass_lookup", AttachKind.SK_LOOKUP, Map.of())),
              new SkLookupAttachment(namespace)));
    }

    links.forEach(link -> Installation.expectDone(world.tryDetach(link)));
    world.unloadAll();

    assertThat(links).allSatisfy(link -> assertThat(world.phase(link)).isEqualTo("detached"));
  }

  private void awaitPhase(List<LinkKey> links, String phase) {
    Installation.await(
        "links are " + phase,
        () -> links.stream().allMatch(link -> world.phase(link).equals(phase)));
    world.awaitSettled();
  }
}
