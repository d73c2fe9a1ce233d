package io.bpfledger.core.host;

import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RawFrames;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * One end of a cable, and programs that each leave a step on a common trail, so that packets tell
 * who ran, how often and in which order.
 */
final class RealTrail {

  private static final String TRAIL = "trail";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final RealWorld world;
  private final String near = "n" + NUMBER.incrementAndGet();
  private final String far = "f" + NUMBER.get();
  private final List<ProgramKey> programs = new ArrayList<>();
  private final NetworkSandbox network;
  private Optional<NetworkSandbox.Cable> cable = Optional.empty();
  private Optional<Path> pin = Optional.empty();

  RealTrail(RealWorld world) {
    this(world, world.network());
  }

  RealTrail(RealWorld world, NetworkSandbox network) {
    this.world = world;
    this.network = network;
    addDevice();
  }

  void addDevice() {
    cable = Optional.of(network.cable(near, far));
  }

  void removeDevice() {
    network.delete(end());
    cable = Optional.empty();
  }

  /** The device has no packets but those that are sent here. */
  NetworkInterface end() {
    return cable.orElseThrow().far();
  }

  Device device() {
    return new Device(network.namespace().path(), far);
  }

  /** A program that leaves this step; all share the trail of the first. */
  ProgramKey load(HookCase hook, int step) {
    ProgramKey program =
        world.load(
            world.spec(
                TestObject.named(TRAIL),
                hook == HookCase.XDP ? "xdp_step" : "tc_step",
                hook.kind(),
                Map.of("step", step, "verdict", hook.passing()),
                Optional.empty(),
                programs.stream().findFirst()));
    programs.add(program);
    pin = Optional.of(world.mapPin(programs.getFirst(), TRAIL));
    return program;
  }

  /** The steps that so many packets leave, once there are as many as expected for each. */
  List<Integer> steps(HookCase hook, int packets, int expectedEach) {
    forget();
    send(hook, packets);
    // The far end may take a frame a moment after it was sent.
    Eventually.get(
        packets * expectedEach + " steps, not " + read(),
        () -> Optional.of(read()).filter(found -> found.size() >= packets * expectedEach));
    return read();
  }

  void send(HookCase hook, int packets) {
    RawFrames.send(
        switch (hook) {
          case XDP, TC_INGRESS, TCX_INGRESS -> cable.orElseThrow().near();
          case TC_EGRESS, TCX_EGRESS -> cable.orElseThrow().far();
        },
        packets);
  }

  List<Integer> read() {
    List<Integer> steps = new ArrayList<>();
    int length = entry(0);
    for (int step = 1; step <= length; step++) {
      steps.add(entry(step));
    }
    return steps;
  }

  /** Also while the service does not run. */
  private int entry(int index) {
    return inTrail(
        (maps, trail) ->
            ByteBuffer.wrap(maps.lookup(trail, TestObject.key(index)).orThrow().orElseThrow())
                .order(ByteOrder.nativeOrder())
                .getInt());
  }

  private void forget() {
    inTrail(
        (maps, trail) ->
            maps.update(trail, TestObject.key(0), TestObject.key(0), UpdateMode.ANY).orThrow());
  }

  private <T> T inTrail(BiFunction<Maps, MapHandle, T> work) {
    Path path = pin.orElseThrow(() -> new IllegalStateException("nobody leaves steps"));
    return world.observe(
        kernel -> {
          try (MapHandle trail = (MapHandle) kernel.bpffs().open(path).orThrow()) {
            return work.apply(kernel.maps(), trail);
          }
        });
  }
}
