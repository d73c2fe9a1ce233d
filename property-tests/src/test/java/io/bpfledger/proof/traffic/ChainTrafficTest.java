package io.bpfledger.proof.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.chain.Chain;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.ChainMember;
import io.bpfledger.kernel.chain.Chains;
import io.bpfledger.kernel.chain.LoadedChain;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RawFrames;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.proof.contract.World;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets over a cable between two namespaces, whose far end has an XDP chain. */
@RealKernel
final class ChainTrafficTest {

  private static final int XDP_DROP = 1;
  private static final int XDP_PASS = 2;
  private static final int FRAMES = 1000;
  private static final int SWAPS = 100;
  private static final byte[] FAR_ADDRESS = {10, 77, 0, 2};

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final NetworkSandbox near = NetworkSandbox.open();
  private final NetworkSandbox far = NetworkSandbox.open();
  private final NetworkSandbox.Cable cable = near.cable("near0", "far0", far);

  @BeforeEach
  void addresses() {
    near.address(cable.near(), 10, 77, 0, 1);
    far.address(cable.far(), 10, 77, 0, 2);
  }

  @AfterEach
  void removeAll() throws Exception {
    for (AutoCloseable opened : open.reversed()) {
      opened.close();
    }
    near.close();
    far.close();
    kernel.close();
  }

  @Test
  void everyMemberCountsEveryFrame() {
    List<LoadedObject> members = List.of(member(XDP_PASS), member(XDP_PASS), member(XDP_PASS));
    attach(chain(members));

    send(members.getFirst());

    assertThat(members).extracting(this::runs).containsExactly(1000L, 1000L, 1000L);
  }

  @Test
  void dropInTheMiddleStopsTheRest() {
    List<LoadedObject> members = List.of(member(XDP_PASS), member(XDP_DROP), member(XDP_PASS));
    attach(chain(members));

    send(members.getFirst());

    assertThat(members).extracting(this::runs).containsExactly(1000L, 1000L, 0L);
  }

  @Test
  void noPingIsLostWhileTheChainIsSwappedAHundredTimes() throws Exception {
    List<LoadedObject> members = List.of(member(XDP_PASS), member(XDP_PASS), member(XDP_PASS));
    LoadedChain current = chain(members);
    LinkHandle link = attach(current);
    AtomicBoolean swapped = new AtomicBoolean();
    FutureTask<Ping.Outcome> pings =
        new FutureTask<>(() -> Ping.until(near.namespace(), FAR_ADDRESS, swapped::get));
    Thread.ofPlatform().daemon().start(pings);

    for (int swap = 0; swap < SWAPS; swap++) {
      LoadedChain next = chain(members);
      kernel.links().update(link, next.program(), Optional.of(current.program())).orThrow();
      current.close();
      current = next;
    }
    swapped.set(true);

    Ping.Outcome outcome = pings.get(30, TimeUnit.SECONDS);
    assertThat(outcome.received()).isEqualTo(outcome.sent());
    assertThat(outcome.sent()).as("pings while swapping").isGreaterThan(SWAPS);
    assertThat(runs(members.getLast())).isGreaterThanOrEqualTo(outcome.sent());
    System.out.printf(
        "chain traffic: %d pings sent and answered during %d swaps%n", outcome.sent(), SWAPS);
  }

  /** The far end may take the last frames a moment after they were sent. */
  private void send(LoadedObject first) {
    RawFrames.send(cable.near(), FRAMES);
    Eventually.get("all frames", () -> Optional.of(runs(first)).filter(runs -> runs == FRAMES));
  }

  private LoadedObject member(int verdict) {
    LoadRequest request =
        new LoadRequest(
            "xdp_verdicts",
            World.object("xdp_verdicts"),
            List.of(ProgramSelection.of("count_one")),
            Map.of("verdict", bytes(verdict)),
            Map.of(),
            Optional.empty());
    return keep(kernel.objects().load(request).orThrow());
  }

  private LoadedChain chain(List<LoadedObject> members) {
    Map<ProgramId, ProgramHandle> programs = new LinkedHashMap<>();
    for (LoadedObject member : members) {
      ProgramHandle program = member.program("count_one");
      programs.put(kernel.programs().info(program).orThrow().id(), program);
    }
    List<ChainMember> order =
        programs.keySet().stream()
            .map(id -> new ChainMember(id, ChainKind.XDP.defaultProceedOn()))
            .toList();
    return keep(new Chains(kernel).load(new Chain(ChainKind.XDP, order), programs).orThrow());
  }

  private LinkHandle attach(LoadedChain chain) {
    return keep(
        kernel
            .links()
            .create(chain.program(), new XdpTarget(cable.far(), XdpMode.NATIVE))
            .orThrow());
  }

  private long runs(LoadedObject member) {
    byte[] value = kernel.maps().lookup(member.map("runs"), bytes(0)).orThrow().orElseThrow();
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.add(opened);
    return opened;
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
