package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.TrafficControl;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimulatedTrafficControlTest {

  private final Bench bench = new Bench();
  private final TrafficControl tc = bench.process.trafficControl();

  private List<String> filters() {
    return tc.filters(bench.tc()).orThrow().stream()
        .map(filter -> filter.priority() + "/" + filter.handle() + " " + filter.name())
        .toList();
  }

  @Test
  void anInterfaceHasOneClsact() {
    tc.addClsact(bench.veth).orThrow();

    assertThat(errno(tc.addClsact(bench.veth))).isEqualTo(Errno.EEXIST);
    assertThat(tc.qdiscs(bench.veth).orThrow())
        .extracting(Qdisc::kind)
        .containsExactly("noqueue", "clsact");
    tc.deleteClsact(bench.veth).orThrow();
    assertThat(errno(tc.deleteClsact(bench.veth))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tc.deleteClsact(bench.dummy))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void anIngressQdiscOfSomebodyElseIsInTheWay() {
    bench.host.outside().addIngressQdisc(bench.veth);

    assertThat(errno(tc.addClsact(bench.veth))).isEqualTo(Errno.EEXIST);
    assertThat(tc.qdiscs(bench.veth).orThrow())
        .extracting(Qdisc::kind)
        .containsExactly("noqueue", "ingress");
  }

  @Test
  void filtersNeedAClsact() {
    ProgramHandle program = bench.program("tc", "t");
    TcFilterSpec spec = new TcFilterSpec(1, 1, "one");

    assertThat(errno(tc.addFilter(bench.tc(), spec, program))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tc.deleteFilter(bench.tc(), 1, 1))).isEqualTo(Errno.EINVAL);
    assertThat(tc.filters(bench.tc()).orThrow()).isEmpty();
  }

  @Test
  void filtersRunByPriorityAndTheNewestFirstWithinOne() {
    tc.addClsact(bench.veth).orThrow();
    ProgramHandle program = bench.program("tc", "t");
    tc.addFilter(bench.tc(), new TcFilterSpec(10, 1, "one"), program).orThrow();
    tc.addFilter(bench.tc(), new TcFilterSpec(10, 2, "two"), program).orThrow();
    tc.addFilter(bench.tc(), new TcFilterSpec(5, 9, "early"), program).orThrow();

    assertThat(filters()).containsExactly("5/9 early", "10/2 two", "10/1 one");
    assertThat(errno(tc.addFilter(bench.tc(), new TcFilterSpec(10, 1, "again"), program)))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  void replaceKeepsThePlaceAndLetsTheOldProgramGo() {
    tc.addClsact(bench.veth).orThrow();
    ProgramHandle old = bench.program("tc", "old");
    ProgramHandle other = bench.program("tc", "other");
    ProgramHandle next = bench.program("tc", "next");
    tc.addFilter(bench.tc(), new TcFilterSpec(1, 1, "ours"), old).orThrow();
    tc.addFilter(bench.tc(), new TcFilterSpec(1, 2, "other"), other).orThrow();
    old.close();

    tc.replaceFilter(bench.tc(), new TcFilterSpec(1, 1, "ours"), next).orThrow();

    assertThat(filters()).containsExactly("1/2 other", "1/1 ours");
    assertThat(bench.programs()).containsExactlyInAnyOrder(bench.id(other), bench.id(next));
  }

  @Test
  void replaceAddsWhereThereWasNothing() {
    tc.addClsact(bench.veth).orThrow();

    tc.replaceFilter(bench.tc(), new TcFilterSpec(7, 3, "new"), bench.program("tc", "t")).orThrow();

    assertThat(filters()).containsExactly("7/3 new");
  }

  @Test
  void aTakenPlaceIsToldBeforeAProgramOfTheWrongType() {
    tc.addClsact(bench.veth).orThrow();
    tc.addFilter(bench.tc(), new TcFilterSpec(1, 1, "one"), bench.program("tc", "t")).orThrow();
    ProgramHandle xdp = bench.program("xdp", "x");

    assertThat(errno(tc.addFilter(bench.tc(), new TcFilterSpec(1, 1, "x"), xdp)))
        .isEqualTo(Errno.EEXIST);
    assertThat(errno(tc.replaceFilter(bench.tc(), new TcFilterSpec(1, 1, "x"), xdp)))
        .isEqualTo(Errno.EINVAL);
    assertThat(filters()).containsExactly("1/1 one");
  }

  @Test
  void onlyClassifiersAreFilters() {
    tc.addClsact(bench.veth).orThrow();

    assertThat(
            errno(tc.addFilter(bench.tc(), new TcFilterSpec(1, 1, "x"), bench.program("xdp", "x"))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aDeletedFilterIsGoneAndNoWildcardDeletesAll() {
    tc.addClsact(bench.veth).orThrow();
    tc.addFilter(bench.tc(), new TcFilterSpec(1, 1, "one"), bench.program("tc", "t")).orThrow();

    assertThat(errno(tc.deleteFilter(bench.tc(), 1, 0))).isEqualTo(Errno.EINVAL);
    tc.deleteFilter(bench.tc(), 1, 1).orThrow();
    assertThat(errno(tc.deleteFilter(bench.tc(), 1, 1))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void deletingTheClsactTakesTheFiltersOfBothDirections() {
    tc.addClsact(bench.veth).orThrow();
    ProgramHandle program = bench.program("tc", "t");
    TcTarget egress = new TcTarget(bench.veth, Direction.EGRESS);
    tc.addFilter(bench.tc(), new TcFilterSpec(1, 1, "in"), program).orThrow();
    tc.addFilter(egress, new TcFilterSpec(1, 1, "out"), program).orThrow();
    program.close();
    assertThat(bench.programs()).hasSize(1);

    bench.host.outside().deleteClsact(bench.veth);

    assertThat(bench.programs()).isEmpty();
  }

  @Test
  void filtersOfAnotherKindAreSeenAndLeftAlone() {
    tc.addClsact(bench.veth).orThrow();
    bench.host.outside().addForeignFilter(bench.veth, Direction.INGRESS, 3, 1, "flower");

    assertThat(tc.filters(bench.tc()).orThrow())
        .extracting(TcFilter::kind, TcFilter::program)
        .containsExactly(tuple("flower", Optional.empty()));
    assertThat(
            errno(
                tc.addFilter(bench.tc(), new TcFilterSpec(3, 2, "ours"), bench.program("tc", "t"))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aGoneInterfaceListsNothingAndRefusesTheRest() {
    bench.host.outside().removeInterface(bench.veth);
    NetworkInterface nowhere = new NetworkInterface(NetworkNamespace.named("nowhere"), 2, "x");

    assertThat(tc.qdiscs(bench.veth).orThrow()).isEmpty();
    assertThat(tc.filters(bench.tc()).orThrow()).isEmpty();
    assertThat(errno(tc.addClsact(bench.veth))).isEqualTo(Errno.ENODEV);
    assertThat(errno(tc.qdiscs(nowhere))).isEqualTo(Errno.ENOENT);
  }
}
