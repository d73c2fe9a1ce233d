package io.bpfledger.reconciler.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.reconciler.survey.Reading;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ForeignCensusTest {

  private static final LinkDetails TRACEPOINT =
      new LinkDetails.Tracepoint("sched_switch", OptionalLong.empty());

  @Test
  void whatIsNotOursIsListedWithAllThatIsKnown() {
    Sight sight =
        new Sight()
            .device("eth0", Samples.IDENTITY.index())
            .program(5, "cil_from_netdev", "00000000000000aa")
            .link(6, 5, TRACEPOINT)
            .filter(
                new TcFilter(
                    Samples.IDENTITY.index(),
                    Direction.INGRESS,
                    1,
                    1,
                    0,
                    "bpf",
                    "cil",
                    Optional.of(new ProgramId(5)),
                    true));

    assertThat(ForeignCensus.list(Ledger.EMPTY, sight.survey()))
        .extracting(ForeignObject::describe)
        .containsExactly(
            "program 5 cil_from_netdev (xdp)",
            "link 6 (tracepoint)",
            "bpf filter 1 handle 1 ingress of eth0");
    assertThat(ForeignCensus.list(Ledger.EMPTY, sight.survey()))
        .allSatisfy(foreign -> assertThat(foreign.guess().owner()).isEqualTo("Cilium"));
    assertThat(ForeignCensus.list(Ledger.EMPTY, sight.survey()).getFirst())
        .isInstanceOfSatisfying(
            ForeignObject.Program.class,
            program ->
                assertThat(program.attached())
                    .containsExactly("link 6", "filter 1 handle 1 ingress of eth0"));
  }

  @Test
  void whatBearsOurMarkOrIsPinnedAmongOursIsNotForeign() {
    Sight sight =
        new Sight()
            .marked(5, Entities.program(1).ulid())
            .program(6)
            .pinProgram(Sight.LAYOUT.root().resolve("stuff"), 6)
            .link(7, 5, TRACEPOINT);

    assertThat(ForeignCensus.list(Ledger.EMPTY, sight.survey())).isEmpty();
  }

  @Test
  void programOfAnotherInstallationIsForeign() {
    Instance other = new Instance(Entities.operation(5));
    Sight sight =
        new Sight()
            .program(5)
            .mark(5, new Reading.Seen<>(new Marker(other, Entities.program(1).ulid())));

    assertThat(ForeignCensus.list(Ledger.EMPTY, sight.survey()))
        .singleElement()
        .satisfies(foreign -> assertThat(foreign.guess().owner()).isEqualTo("another bpfledger"));
  }
}
