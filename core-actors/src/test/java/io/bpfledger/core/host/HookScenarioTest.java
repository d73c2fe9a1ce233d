package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of hooks that programs share. */
final class HookScenarioTest {

  @TempDir private Path scratch;
  private World world;
  private NetworkNamespace blue;
  private NetworkInterface veth;
  private Device device;

  @BeforeEach
  void addDevice() {
    world = World.start(scratch);
    blue = world.outside().addNamespace("blue");
    veth = world.outside().addInterface(blue, "veth0");
    device = new Device(blue.path(), "veth0");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private ProgramKey load(HookCase hook, String name) {
    return world.load(hook.counting(name), name, hook.kind());
  }

  private DispatcherView dispatcher(HookCase hook) {
    HookKey key = hook.on(device, 0).hook().orElseThrow();
    return world.ledger().dispatcher(key).orElseThrow();
  }

  private List<LinkKey> order(HookCase hook) {
    return dispatcher(hook).members().stream().map(Revision.Member::link).toList();
  }

  private List<Long> hits(List<ProgramKey> programs) {
    return programs.stream().map(world::hits).toList();
  }

  @ParameterizedTest
  @EnumSource
  void theFirstMemberMakesTheDispatcherAndTheLastRemovesIt(HookCase hook) {
    ProgramKey program = load(hook, "one");
    LinkKey link = world.attach(program, hook.on(device, 50));
    hook.send(world.outside(), veth);

    assertThat(dispatcher(hook).state()).isInstanceOf(DispatcherState.Active.class);
    assertThat(world.hits(program)).isEqualTo(1);

    World.expectDone(world.tryDetach(link));
    hook.send(world.outside(), veth);

    assertThat(dispatcher(hook).state()).isInstanceOf(DispatcherState.Vacant.class);
    assertThat(world.hits(program)).isEqualTo(1);
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.programsInKernel()).isEqualTo(1);
    World.expectDone(world.tryUnload(program));
    assertThat(world.pins()).isEmpty();
    assertThat(world.openHandles()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void oneProgramAloneCostsNoChain(HookCase hook) {
    world.attach(load(hook, "one"), hook.on(device, 50));

    DispatcherState.Active active = (DispatcherState.Active) dispatcher(hook).state();
    assertThat(active.live().placement()).isNotInstanceOf(Placement.Chain.class);
  }

  @ParameterizedTest
  @EnumSource
  void membersRunInTheOrderOfPriorityNameAndAge(HookCase hook) {
    List<ProgramKey> programs = new ArrayList<>();
    List<LinkKey> links = new ArrayList<>();
    List<String> names = List.of("late", "b_mid", "a_mid", "early");
    List<Integer> priorities = List.of(90, 50, 50, 10);
    for (int n = 0; n < names.size(); n++) {
      ProgramKey program = load(hook, names.get(n));
      programs.add(program);
      links.add(world.attach(program, hook.on(device, priorities.get(n))));
    }
    hook.send(world.outside(), veth);

    assertThat(order(hook)).containsExactly(links.get(3), links.get(2), links.get(1), links.get(0));
    assertThat(hits(programs)).containsExactly(1L, 1L, 1L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void aDetachKeepsTheOthersAsTheyWere(HookCase hook) {
    List<LinkKey> links = new ArrayList<>();
    List<ProgramKey> programs = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      ProgramKey program = load(hook, "p" + n);
      programs.add(program);
      links.add(world.attach(program, hook.on(device, 10 * n)));
    }
    LinkView first = world.linkView(links.get(0));
    LinkView last = world.linkView(links.get(2));

    World.expectDone(world.tryDetach(links.get(1)));
    hook.send(world.outside(), veth);

    assertThat(order(hook)).containsExactly(links.get(0), links.get(2));
    assertThat(hits(programs)).containsExactly(1L, 0L, 1L);
    assertThat(world.linkView(links.get(0))).isEqualTo(first);
    assertThat(world.linkView(links.get(2))).isEqualTo(last);
  }

  @ParameterizedTest
  @EnumSource
  void tenMembersRunOnOneHook(HookCase hook) {
    List<ProgramKey> programs = IntStream.range(0, 10).mapToObj(n -> load(hook, "p" + n)).toList();
    List<CompletionStage<Answer<Outcome>>> attaching = new ArrayList<>();
    programs.forEach(
        program -> attaching.add(world.attaching(world.newLink(), program, hook.on(device, 50))));
    attaching.forEach(asked -> World.expectDone(World.get(asked)));

    hook.send(world.outside(), veth);

    assertThat(order(hook)).hasSize(10);
    assertThat(hits(programs)).containsOnly(1L);
  }

  @ParameterizedTest
  @EnumSource(names = {"XDP", "TC_INGRESS"})
  void theThirtyFirstMemberIsRefusedAndTheOthersStay(HookCase hook) {
    ProgramKey program = load(hook, "one");
    List<CompletionStage<Answer<Outcome>>> attaching = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      attaching.add(world.attaching(world.newLink(), program, hook.on(device, 50)));
    }
    attaching.forEach(asked -> World.expectDone(World.get(asked)));
    LinkKey tooMany = world.newLink();

    Answer<Outcome> answer = world.tryAttach(tooMany, program, hook.on(device, 50));

    assertThat(answer.toString()).contains("30");
    assertThat(world.phase(tooMany)).isEqualTo("failed");
    assertThat(order(hook)).hasSize(30);
    hook.send(world.outside(), veth);
    assertThat(world.hits(program)).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource
  void changesThatWaitGoIntoTheNextRevisionTogether(HookCase hook) {
    List<ProgramKey> programs = IntStream.range(0, 12).mapToObj(n -> load(hook, "p" + n)).toList();
    List<CompletionStage<Answer<Outcome>>> attaching = new ArrayList<>();
    for (ProgramKey program : programs) {
      attaching.add(world.attaching(world.newLink(), program, hook.on(device, 50)));
    }
    attaching.forEach(asked -> World.expectDone(World.get(asked)));

    assertThat(order(hook)).hasSize(12);
    assertThat(dispatcher(hook).state().dispatcher().lastNumber()).isLessThan(12);
  }

  @ParameterizedTest
  @EnumSource
  void aDeviceThatIsGoneHindersNeitherDetachNorUnload(HookCase hook) {
    ProgramKey one = load(hook, "one");
    ProgramKey two = load(hook, "two");
    LinkKey first = world.attach(one, hook.on(device, 10));
    LinkKey second = world.attach(two, hook.on(device, 20));

    world.outside().removeInterface(veth);

    World.expectDone(world.tryDetach(first));
    World.expectDone(world.tryUnload(two));
    World.expectDone(world.tryUnload(one));
    assertThat(world.phase(second)).isEqualTo("detached");
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.linksInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aNamespaceThatIsGoneHindersNeitherDetachNorUnload(HookCase hook) {
    ProgramKey one = load(hook, "one");
    LinkKey link = world.attach(one, hook.on(device, 10));

    world.outside().removeNamespace(blue);

    World.expectDone(world.tryDetach(link));
    World.expectDone(world.tryUnload(one));
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void linksOfARemovedDeviceWaitAndAreAttachedToTheNextOfItsName(HookCase hook) {
    ProgramKey one = load(hook, "one");
    ProgramKey two = load(hook, "two");
    LinkKey first = world.attach(one, hook.on(device, 10));
    LinkKey second = world.attach(two, hook.on(device, 20));

    world.outside().removeInterface(veth);
    World.await(
        "the links wait",
        () -> world.phase(first).equals("lost") && world.phase(second).equals("lost"));
    NetworkInterface next = world.outside().addInterface(blue, "veth0");
    World.await(
        "the links are attached again",
        () -> world.phase(first).equals("attached") && world.phase(second).equals("attached"));
    hook.send(world.outside(), next);

    assertThat(hits(List.of(one, two))).containsExactly(1L, 1L);
    assertThat(order(hook)).containsExactly(first, second);
  }

  @ParameterizedTest
  @EnumSource
  void hooksDoNotWaitForEachOther(HookCase hook) {
    NetworkInterface other = world.outside().addInterface(blue, "veth1");
    Device second = new Device(blue.path(), other.name());
    ProgramKey program = load(hook, "one");
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    world.before(
        hook == HookCase.TC_INGRESS || hook == HookCase.TC_EGRESS
            ? Operation.ADD_CLSACT
            : Operation.CREATE_LINK,
        () -> {
          reached.countDown();
          try {
            held.await();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
    var slow = world.attaching(world.newLink(), program, hook.on(device, 50));
    World.await("the kernel is slow", () -> reached.getCount() == 0);

    World.expectDone(world.tryAttach(world.newLink(), program, hook.on(second, 50)));

    assertThat(slow.toCompletableFuture().isDone()).isFalse();
    held.countDown();
    World.expectDone(World.get(slow));
  }
}
