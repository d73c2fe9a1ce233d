package io.bpfledger.kernel.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace that changes hands while its interfaces are asked one by one. */
final class NetworkSurveyTest {

  private static final Fault SLOW_QDISCS =
      new Fault(new Fault.Where.NthOf(Operation.LIST_QDISCS, 1), new Fault.What.Slow(1));

  private Runnable meanwhile = () -> {};
  private final SimulatedHost host =
      SimulatedHost.builder(1).pause((_, _, _) -> meanwhile.run()).build();
  private final SimulatedProcess service = host.startProcess("service");
  private final NetworkNamespace blue = host.outside().addNamespace("blue");
  private final InventoryReader reader = new InventoryReader(service);
  private final InventoryScope scope = new InventoryScope(List.of(), List.of(blue));

  @BeforeEach
  void makeTheQuestionLast() {
    host.outside().addInterface(blue, "veth0");
    host.faults("service").add(SLOW_QDISCS);
  }

  @Test
  void namespaceThatIsReplacedMeanwhileIsAGap() {
    meanwhile =
        () -> {
          host.outside().removeNamespace(blue);
          host.outside().addNamespace("blue");
        };

    Inventory inventory = reader.read(scope);

    assertThat(inventory.namespaces()).isEmpty();
    assertThat(inventory.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.part()).isEqualTo(InventoryPart.NETWORK);
              assertThat(gap.error().errno()).isEqualTo(Errno.EAGAIN);
            });
  }

  @Test
  void namespaceThatGoesMeanwhileIsAFactAndNoGap() {
    meanwhile = () -> host.outside().removeNamespace(blue);

    Inventory inventory = reader.read(scope);

    assertThat(inventory.namespaces()).isEmpty();
    assertThat(inventory.complete()).isTrue();
  }
}
