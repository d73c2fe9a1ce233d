package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.kernel.testing.RealKernel;
import org.junit.jupiter.api.Nested;

/** The contracts of hooks, for hooks of every kind on both kernels. */
final class DispatcherWorkTest {

  @Nested
  final class XdpSimulated extends ChainContract {
    XdpSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.XDP));
    }
  }

  @Nested
  final class TcIngressSimulated extends ChainContract {
    TcIngressSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.TC_INGRESS));
    }
  }

  @Nested
  final class TcEgressSimulated extends ChainContract {
    TcEgressSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.TC_EGRESS));
    }
  }

  @Nested
  final class TcxIngressSimulated extends HookContract {
    TcxIngressSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.TCX_INGRESS));
    }
  }

  @Nested
  final class TcxEgressSimulated extends HookContract {
    TcxEgressSimulated() {
      super(() -> new SimulatedHookScene(HookPoint.TCX_EGRESS));
    }
  }

  @Nested
  @RealKernel
  final class XdpOnLinux extends ChainContract {
    XdpOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.XDP));
    }
  }

  @Nested
  @RealKernel
  final class TcIngressOnLinux extends ChainContract {
    TcIngressOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.TC_INGRESS));
    }
  }

  @Nested
  @RealKernel
  final class TcEgressOnLinux extends ChainContract {
    TcEgressOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.TC_EGRESS));
    }
  }

  @Nested
  @RealKernel
  final class TcxIngressOnLinux extends HookContract {
    TcxIngressOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.TCX_INGRESS));
    }
  }

  @Nested
  @RealKernel
  final class TcxEgressOnLinux extends HookContract {
    TcxEgressOnLinux() {
      super(() -> new LinuxHookScene(HookPoint.TCX_EGRESS));
    }
  }
}
