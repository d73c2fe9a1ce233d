package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RealKernel
final class LinuxNetworkTest {

  private final LinuxNetwork network = new LinuxNetwork();
  private NetworkSandbox sandbox;

  @BeforeEach
  void openSandbox() {
    sandbox = NetworkSandbox.open();
  }

  @AfterEach
  void closeSandbox() {
    sandbox.close();
  }

  @Test
  void interfaceIsFoundByNameInItsNamespaceOnly() {
    NetworkSandbox.Cable cable = sandbox.cable("near", "far");

    assertThat(network.lookup(sandbox.namespace(), "far").orThrow()).isEqualTo(cable.far());
    assertThat(network.lookup(NetworkNamespace.OWN, "far").problem())
        .map(KernelError::errno)
        .contains(Errno.ENODEV);
  }

  @Test
  void interfacesOfANamespaceAreItsLoopbackAndWhatWasPutThere() {
    sandbox.cable("near", "far");

    assertThat(network.interfaces(sandbox.namespace()).orThrow())
        .extracting(NetworkInterface::name)
        .containsExactlyInAnyOrder("lo", "near", "far");
  }

  @Test
  void listOfManyInterfacesIsComplete() {
    for (int pair = 0; pair < 60; pair++) {
      sandbox.cable("near" + pair, "far" + pair);
    }

    assertThat(network.interfaces(sandbox.namespace()).orThrow()).hasSize(121);
  }

  /** The kernel marks a list that changed while it was read; such a one is read again. */
  @Test
  void listIsWholeWhileOthersAddAndRemove() throws InterruptedException {
    NetworkSandbox.Cable staying = sandbox.cable("staying", "other");
    for (int pair = 0; pair < 100; pair++) {
      sandbox.cable("near" + pair, "far" + pair);
    }
    AtomicBoolean done = new AtomicBoolean();
    Thread others =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    sandbox.delete(sandbox.cable("coming", "going").near());
                  }
                });
    try {
      for (int look = 0; look < 50; look++) {
        assertThat(network.interfaces(sandbox.namespace()).orThrow())
            .contains(staying.near(), staying.far())
            .hasSizeBetween(203, 205);
      }
    } finally {
      done.set(true);
      others.join();
    }
  }

  @Test
  void deviceMadeAgainHasTheNameButNotTheIndex() {
    NetworkInterface first = sandbox.cable("near", "far").near();
    sandbox.delete(first);
    NetworkInterface second = sandbox.cable("near", "far").near();

    assertThat(second.name()).isEqualTo(first.name());
    assertThat(second.index()).isNotEqualTo(first.index());
  }

  @Test
  void identityIsThatOfTheNamespaceWhateverThePath() throws IOException {
    NamespaceIdentity identity = network.identify(sandbox.namespace()).orThrow();
    Path path = Path.of(sandbox.namespace().path());

    assertThat(identity)
        .isEqualTo(
            new NamespaceIdentity(
                (long) Files.getAttribute(path, "unix:dev"),
                (long) Files.getAttribute(path, "unix:ino")));
    assertThat(network.identify(NetworkNamespace.OWN).orThrow()).isNotEqualTo(identity);
  }

  @Test
  void goneNamespaceSaysSo() {
    NetworkNamespace namespace = sandbox.namespace();
    sandbox.close();

    KernelError error = network.interfaces(namespace).problem().orElseThrow();
    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.message()).contains(namespace.path(), "no such network namespace");
  }

  @Test
  void plainFileIsNoNamespace(@TempDir Path scratch) throws IOException {
    Path file = Files.writeString(scratch.resolve("blue"), "");

    KernelError error =
        network.identify(new NetworkNamespace(file.toString())).problem().orElseThrow();
    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.message()).contains("no network namespace is mounted there");
  }

  @Test
  void otherKindOfNamespaceIsRefused() {
    assertThat(network.identify(new NetworkNamespace("/proc/self/ns/mnt")).problem())
        .map(KernelError::errno)
        .contains(Errno.EINVAL);
  }

  @Test
  void relativePathOfANamespaceIsRefused() {
    assertThat(network.identify(new NetworkNamespace("run/netns/blue")).problem())
        .map(KernelError::errno)
        .contains(Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a:b", "eth0\n", "a\0b"})
  void nameThatNoInterfaceCanHaveIsRefused(String name) {
    KernelError error = network.lookup(sandbox.namespace(), name).problem().orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(error.detail()).isNotEmpty();
  }

  @Test
  void longNameIsLookedUpAmongTheAlternativeNames() {
    assertThat(network.lookup(sandbox.namespace(), "a".repeat(100)).problem())
        .map(KernelError::errno)
        .contains(Errno.ENODEV);
  }
}
