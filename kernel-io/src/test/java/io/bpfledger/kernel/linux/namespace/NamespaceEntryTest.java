package io.bpfledger.kernel.linux.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.LinuxNetwork;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

@RealKernel
final class NamespaceEntryTest {

  private static final NetworkNamespace WHERE_I_AM =
      new NetworkNamespace("/proc/thread-self/ns/net");

  private final LinuxNetwork network = new LinuxNetwork();

  @Test
  void workRunsInsideAndTheCallerStaysOutside() {
    try (NetworkSandbox sandbox = NetworkSandbox.open()) {
      NamespaceIdentity outside = network.identify(WHERE_I_AM).orThrow();
      NamespaceIdentity inside = sandbox.within(() -> network.identify(WHERE_I_AM).orThrow());

      assertThat(inside).isEqualTo(network.identify(sandbox.namespace()).orThrow());
      assertThat(inside).isNotEqualTo(outside);
      assertThat(network.identify(WHERE_I_AM).orThrow()).isEqualTo(outside);
    }
  }

  @Test
  void carriersOfVirtualThreadsStayOutside() throws InterruptedException {
    try (NetworkSandbox sandbox = NetworkSandbox.open()) {
      NamespaceIdentity outside = network.identify(WHERE_I_AM).orThrow();
      Set<NamespaceIdentity> seen = ConcurrentHashMap.newKeySet();
      for (int turn = 0; turn < 20; turn++) {
        Thread.ofVirtual().start(() -> sandbox.within(() -> "been there")).join();
        Thread.ofVirtual().start(() -> seen.add(network.identify(WHERE_I_AM).orThrow())).join();
      }
      assertThat(seen).containsExactly(outside);
      assertThat(network.identify(WHERE_I_AM).orThrow()).isEqualTo(outside);
    }
  }

  @Test
  void threadThatWentInsideDies() {
    try (NetworkSandbox sandbox = NetworkSandbox.open()) {
      Thread[] inside = new Thread[1];
      sandbox.within(() -> inside[0] = Thread.currentThread());

      assertThat(inside[0].isVirtual()).isFalse();
      assertThat(inside[0]).isNotSameAs(Thread.currentThread());
      awaitDeath(inside[0]);
      assertThat(inside[0].isAlive()).isFalse();
    }
  }

  @Test
  void whatTheWorkThrowsReachesTheCaller() {
    try (NetworkSandbox sandbox = NetworkSandbox.open()) {
      assertThatThrownBy(
              () ->
                  sandbox.within(
                      () -> {
                        throw new IllegalArgumentException("of the work");
                      }))
          .hasRootCauseMessage("of the work");
    }
  }

  @Test
  void interruptedCallerGetsTheAnswerAndStaysInterrupted() {
    try (NetworkSandbox sandbox = NetworkSandbox.open()) {
      Thread.currentThread().interrupt();
      Result<String> answer =
          NamespaceEntry.within(
              sandbox.namespace(), Operation.IDENTIFY_NAMESPACE, () -> Result.success("done"));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(answer.orThrow()).isEqualTo("done");
    }
  }

  private static void awaitDeath(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
