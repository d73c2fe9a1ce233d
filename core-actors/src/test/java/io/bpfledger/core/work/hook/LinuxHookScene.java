package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RawFrames;
import java.nio.file.Path;
import java.util.Optional;

/** On the kernel of this machine: the device is one end of a cable in a namespace of its own. */
final class LinuxHookScene extends HookScene {

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final BpffsSandbox bpffs = BpffsSandbox.open();
  private final NetworkSandbox network = NetworkSandbox.open();
  private NetworkSandbox.Cable cable = network.cable("near0", "far0");

  LinuxHookScene(HookPoint point) {
    super(point);
    prepare();
  }

  @Override
  Kernel kernel() {
    return kernel;
  }

  @Override
  Path root() {
    return bpffs.path();
  }

  @Override
  NetworkInterface device() {
    return cable.far();
  }

  @Override
  void removeDevice() {
    network.delete(cable.far());
  }

  @Override
  void addDevice() {
    cable = network.cable("near0", "far0");
  }

  @Override
  void packets(int count, int steps) {
    RawFrames.send(
        switch (point()) {
          case XDP, TC_INGRESS, TCX_INGRESS -> cable.near();
          case TC_EGRESS, TCX_EGRESS -> cable.far();
        },
        count);
    // The far end may take a frame a moment after it was sent.
    Eventually.get(
        steps + " steps", () -> Optional.of(readSteps()).filter(found -> found.size() >= steps));
  }

  @Override
  public void close() {
    network.close();
    bpffs.close();
    kernel.close();
  }
}
