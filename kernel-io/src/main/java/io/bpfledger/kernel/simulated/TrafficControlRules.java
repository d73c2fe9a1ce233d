package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.attach.Direction;

/** What tc allows on an interface, for processes and for the outside world alike. */
final class TrafficControlRules {

  private TrafficControlRules() {}

  static void addClsact(InterfaceNode device) {
    if (device.clsact().isPresent() || device.foreignIngressQdisc().isPresent()) {
      throw new Refusal(Errno.EEXIST, "the interface has a clsact or ingress qdisc");
    }
    device.setClsact(new Clsact());
  }

  static void deleteClsact(InterfaceNode device) {
    Clsact leaving =
        device
            .clsact()
            .orElseThrow(
                () ->
                    new Refusal(
                        device.everHadIngress() ? Errno.EINVAL : Errno.ENOENT,
                        "the interface has no clsact qdisc"));
    device.setClsact(null);
    leaving.vanish();
  }

  /** To the kernel 0 means all; the port does not let that through. */
  static void requireNamed(int priority, int handle) {
    if (priority < 1 || priority > 0xffff || handle == 0) {
      throw new Refusal(
          Errno.EINVAL,
          "a filter is named by a priority from 1 to 65535 and a handle that is not 0");
    }
  }

  static FilterChain chain(InterfaceNode device, Direction direction) {
    return device
        .clsact()
        .orElseThrow(() -> new Refusal(Errno.EINVAL, "the interface has no clsact qdisc"))
        .filters(direction);
  }
}
