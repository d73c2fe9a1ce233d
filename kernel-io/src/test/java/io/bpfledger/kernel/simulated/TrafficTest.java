package io.bpfledger.kernel.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.simulated.PacketFate.End;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrafficTest {

  private static final byte[] PACKET = new byte[64];

  private final Bench bench = new Bench();

  private PacketFate receive() {
    return bench.host.outside().receive(bench.veth, PACKET).orThrow();
  }

  private ProgramHandle returning(String section, int verdict) {
    return bench.program(DeclaredProgram.in(section, "p").returning(verdict));
  }

  @Test
  void withoutProgramsAPacketIsDelivered() {
    assertThat(receive().end()).isEqualTo(End.DELIVERED);
    assertThat(receive().decidedBy()).isEmpty();
  }

  @Test
  void xdpDecidesBeforeAllOthers() {
    bench.process.links().create(returning("xdp", 1), bench.xdp()).orThrow();
    bench.process.links().create(returning("tc", 2), bench.tcx(new TcxPosition.Last())).orThrow();

    assertThat(receive().end()).isEqualTo(End.DROPPED);
    assertThat(receive().decidedBy()).isEqualTo("xdp");
  }

  @Test
  void aProgramThatIsReplacedDecidesAtOnce() {
    LinkHandle link = bench.process.links().create(returning("xdp", 1), bench.xdp()).orThrow();
    assertThat(receive().end()).isEqualTo(End.DROPPED);

    bench.process.links().update(link, returning("xdp", 3), Optional.empty()).orThrow();

    assertThat(receive().end()).isEqualTo(End.SENT_BACK);
  }

  @Test
  void tcxRunsBeforeFiltersAndMayLeaveItToThem() {
    LinkHandle undecided =
        bench
            .process
            .links()
            .create(returning("tc", -1), bench.tcx(new TcxPosition.Last()))
            .orThrow();
    bench.process.trafficControl().addClsact(bench.veth).orThrow();
    bench
        .process
        .trafficControl()
        .addFilter(bench.tc(), new TcFilterSpec(1, 1, "drop"), returning("tc", 2))
        .orThrow();
    assertThat(receive().decidedBy()).isEqualTo("tc");

    bench.process.links().update(undecided, returning("tc", 0), Optional.empty()).orThrow();

    assertThat(receive().decidedBy()).isEqualTo("tcx");
    assertThat(receive().end()).isEqualTo(End.DELIVERED);
  }

  @Test
  void aPipeVerdictOfAFilterAsksTheNextOne() {
    bench.process.trafficControl().addClsact(bench.veth).orThrow();
    bench
        .process
        .trafficControl()
        .addFilter(bench.tc(), new TcFilterSpec(1, 1, "pipe"), returning("tc", 3))
        .orThrow();
    bench
        .process
        .trafficControl()
        .addFilter(bench.tc(), new TcFilterSpec(2, 1, "steal"), returning("tc", 4))
        .orThrow();

    assertThat(receive().end()).isEqualTo(End.CONSUMED);
    assertThat(bench.host.outside().transmit(bench.veth, PACKET).orThrow().end())
        .isEqualTo(End.DELIVERED);
  }

  @Test
  void aForeignProgramOnTheHookIsMetToo() {
    SimulatedProcess foreign = bench.host.startProcess("foreign");
    ProgramHandle program = TestObjects.load(foreign, DeclaredProgram.in("xdp", "f").returning(1));
    bench
        .host
        .outside()
        .setXdpByNetlink(bench.veth, foreign.programs().info(program).orThrow().id());
    foreign.crash();

    assertThat(receive().end()).isEqualTo(End.DROPPED);
    assertThat(
            bench
                .process
                .links()
                .create(returning("xdp", 2), bench.xdp())
                .problem()
                .orElseThrow()
                .errno())
        .isEqualTo(Errno.EBUSY);
    bench.host.outside().clearXdpByNetlink(bench.veth);
    assertThat(receive().end()).isEqualTo(End.DELIVERED);
  }
}
