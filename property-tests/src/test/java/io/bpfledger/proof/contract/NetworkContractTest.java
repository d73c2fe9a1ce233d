package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class NetworkContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends ContractTest {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    @Test
    void deviceIsFoundByNameInItsNamespaceOnly() {
      NetworkInterface device = world().addDevice("dev0");

      assertThat(kernel().network().lookup(world().namespace(), "dev0").orThrow())
          .isEqualTo(device);
      assertRefused(kernel().network().lookup(NetworkNamespace.OWN, "dev0"), Errno.ENODEV);
      assertRefused(kernel().network().lookup(world().namespace(), "absent0"), Errno.ENODEV);
    }

    @Test
    void namespaceHasALoopbackAndWhatWasAdded() {
      world().addDevice("dev0");

      assertThat(kernel().network().interfaces(world().namespace()).orThrow())
          .extracting(NetworkInterface::name)
          .contains("lo", "dev0");
    }

    @Test
    void namespaceHasAnIdentityOfItsOwn() {
      assertThat(kernel().network().identify(world().namespace()).orThrow())
          .isNotEqualTo(kernel().network().identify(NetworkNamespace.OWN).orThrow());
    }

    @Test
    void namespaceThatIsGoneIsRefused() {
      world().addDevice("dev0");
      world().removeNamespace();

      assertRefused(kernel().network().identify(world().namespace()), Errno.ENOENT);
      assertRefused(kernel().network().lookup(world().namespace(), "dev0"), Errno.ENOENT);
      assertRefused(kernel().network().interfaces(world().namespace()), Errno.ENOENT);
    }

    @Test
    void bootHasAnIdThatStays() {
      String bootId = kernel().host().bootId().orThrow();

      assertThat(bootId).isNotEmpty().isEqualTo(kernel().host().bootId().orThrow());
      assertThat(kernel().host().kernelRelease().orThrow()).isNotEmpty();
    }
  }
}
