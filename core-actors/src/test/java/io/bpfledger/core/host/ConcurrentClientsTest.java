package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once, on one hook and on many. */
final class ConcurrentClientsTest {

  private static final int CLIENTS = 32;
  private static final HookCase HOOK = HookCase.TC_INGRESS;

  @TempDir private Path scratch;
  private World world;
  private NetworkNamespace blue;

  @BeforeEach
  void addNamespace() {
    world = World.start(scratch);
    blue = world.outside().addNamespace("blue");
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  private interface Client {
    void run(int number) throws Exception;
  }

  private static void together(int clients, Client client) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> running = new ArrayList<>();
      for (int n = 0; n < clients; n++) {
        int number = n;
        running.add(
            threads.submit(
                () -> {
                  go.await();
                  client.run(number);
                  return number;
                }));
      }
      go.countDown();
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  @Test
  void clientsThatAttachAndDetachOnOneHookEndInTheRightOrder() throws Exception {
    NetworkInterface veth = world.outside().addInterface(blue, "veth0");
    Device device = new Device(blue.path(), veth.name());
    List<ProgramKey> programs =
        IntStream.range(0, CLIENTS)
            .mapToObj(n -> world.load(HOOK.counting("p" + n), "p" + n, HOOK.kind()))
            .toList();
    Map<Integer, LinkKey> kept = new ConcurrentHashMap<>();

    together(
        CLIENTS,
        number -> {
          for (int round = 0; round < 3; round++) {
            LinkKey passing = world.newLink();
            Answer<Outcome> answer =
                world.tryAttach(passing, programs.get(number), HOOK.on(device, number % 7));
            if (answer.toString().contains("Done[]")) {
              World.expectDone(world.tryDetach(passing));
            }
          }
          if (number % 2 == 0) {
            kept.put(number, world.attach(programs.get(number), HOOK.on(device, number % 7)));
          }
        });

    HookKey hook = HOOK.on(device, 0).hook().orElseThrow();
    List<LinkKey> expected =
        kept.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<Integer, LinkKey>>comparingInt(entry -> entry.getKey() % 7)
                    .thenComparing(entry -> "p" + entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    assertThat(world.ledger().dispatcher(hook).orElseThrow().members())
        .extracting(Revision.Member::link)
        .containsExactlyElementsOf(expected);
    HOOK.send(world.outside(), veth);
    for (int n = 0; n < CLIENTS; n++) {
      assertThat(world.hits(programs.get(n))).as("program %d", n).isEqualTo(n % 2 == 0 ? 1 : 0);
    }
    assertThat(world.openHandles()).isZero();
  }

  @Test
  void clientsOnHooksOfTheirOwnAllEndWhereTheyShould() throws Exception {
    List<NetworkInterface> interfaces =
        IntStream.range(0, CLIENTS)
            .mapToObj(n -> world.outside().addInterface(blue, "veth" + n))
            .toList();
    ProgramKey program = world.load(HOOK.counting("one"), "one", HOOK.kind());

    together(
        CLIENTS,
        number -> {
          Device device = new Device(blue.path(), "veth" + number);
          LinkKey first = world.attach(program, HOOK.on(device, 10));
          world.attach(program, HOOK.on(device, 20));
          World.expectDone(world.tryDetach(first));
        });

    interfaces.forEach(one -> HOOK.send(world.outside(), one));
    assertThat(world.hits(program)).isEqualTo(CLIENTS);
    assertThat(world.ledger().dispatchers())
        .hasSize(CLIENTS)
        .allSatisfy(
            dispatcher ->
                assertThat(dispatcher.state()).isInstanceOf(DispatcherState.Active.class));
  }

  /** Whoever waits gets into the next revision: nobody is overtaken by later ones. */
  @Test
  void nobodyWaitsForMoreThanTheRevisionUnderWayAndHisOwn() throws Exception {
    NetworkInterface veth = world.outside().addInterface(blue, "veth0");
    Device device = new Device(blue.path(), veth.name());
    ProgramKey program = world.load(HOOK.counting("one"), "one", HOOK.kind());
    HookKey hook = HOOK.on(device, 0).hook().orElseThrow();
    Map<Integer, Long> revisionsWaited = new ConcurrentHashMap<>();

    together(
        CLIENTS,
        number -> {
          for (int round = 0; round < 5; round++) {
            long before = revision(hook);
            LinkKey link = world.newLink();
            Answer<Outcome> answer = world.tryAttach(link, program, HOOK.on(device, 50));
            revisionsWaited.merge(number, revision(hook) - before, Math::max);
            if (answer.toString().contains("Done[]")) {
              World.expectDone(world.tryDetach(link));
            }
          }
        });

    // The revision under way, the one it is in, and those planned until the caller looked again.
    assertThat(revisionsWaited.values()).allSatisfy(waited -> assertThat(waited).isLessThan(12));
    assertThat(world.events(StreamId.of(hook))).contains("RevisionLive");
  }

  private long revision(HookKey hook) {
    return world
        .ledger()
        .dispatcher(hook)
        .map(dispatcher -> dispatcher.state().dispatcher().lastNumber())
        .orElse(0L);
  }
}
