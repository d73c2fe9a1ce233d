package io.bpfledger.kernel.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class InventorySweepTest extends InventoryFixture {

  @Test
  void sweepDescribesOnlyWhatIsNew() {
    load(service, "xdp", "old");
    service.maps().create(counters()).orThrow();
    Inventory first = reader.read(scope);
    ProgramHandle fresh = load(service, "xdp", "fresh");
    host.recording().clear();

    Inventory second = reader.sweep(scope, first);

    assertThat(described(Operation.DESCRIBE_PROGRAM)).hasSize(1);
    assertThat(described(Operation.DESCRIBE_MAP)).isEmpty();
    assertThat(second.programs().find(id(fresh))).isPresent();
    assertThat(second).isEqualTo(reader.read(scope));
  }

  @Test
  void sweepForgetsWhatIsGone() {
    ProgramHandle brief = load(service, "xdp", "brief");
    ProgramId gone = id(brief);
    Inventory first = reader.read(scope);
    brief.close();

    Inventory second = reader.sweep(scope, first);

    assertThat(first.programs().find(gone)).isPresent();
    assertThat(second.programs().find(gone)).isEmpty();
    assertThat(second).isEqualTo(reader.read(scope));
  }

  @Test
  void sweepReadsPinnedLinksEachTime() {
    ProgramHandle program = load(service, "xdp", "program");
    LinkHandle link = service.links().create(program, target()).orThrow();
    service.bpffs().pin(link, ROOT.resolve("link")).orThrow();
    LinkId id = id(link);
    Inventory attached = reader.read(scope);

    host.outside().detach(id);
    Inventory detached = reader.sweep(scope, attached);

    assertThat(details(attached, id)).isEqualTo(new LinkDetails.Xdp(device.index()));
    assertThat(details(detached, id)).isEqualTo(new LinkDetails.Xdp(0));
  }

  @Test
  void sweepStillReadsALinkWhosePinWasRemoved() {
    ProgramHandle program = load(service, "xdp", "program");
    LinkHandle link = service.links().create(program, target()).orThrow();
    service.bpffs().pin(link, ROOT.resolve("link")).orThrow();
    LinkId id = id(link);
    Inventory pinned = reader.read(scope);

    host.outside().unlink(ROOT.resolve("link"));
    Inventory unpinned = reader.sweep(scope, reader.sweep(scope, pinned));
    host.outside().detach(id);

    assertThat(details(reader.sweep(scope, unpinned), id)).isEqualTo(new LinkDetails.Xdp(0));
  }

  @Test
  void linkThatCouldNotBeReadOnceIsStillFollowed() {
    ProgramHandle program = load(service, "xdp", "program");
    LinkHandle link = service.links().create(program, target()).orThrow();
    service.bpffs().pin(link, ROOT.resolve("link")).orThrow();
    Inventory pinned = reader.read(scope);
    host.outside().unlink(ROOT.resolve("link"));
    host.faults("service").add(Fault.fail(Operation.NEXT_LINK, 1, Errno.ENOMEM));

    Inventory blind = reader.sweep(scope, pinned);

    assertThat(blind.complete()).isFalse();
    assertThat(blind.links().size()).isZero();
    assertThat(reader.sweep(scope, blind).followed()).containsExactly(id(link));
  }

  @Test
  void sweepSeesMapsThatWereBoundBeforeTheFirstPin() {
    ProgramHandle program = load(service, "xdp", "marked");
    Inventory loaded = reader.read(scope);
    MapHandle marker = service.maps().create(counters()).orThrow();
    MapId markerId = service.maps().info(marker).orThrow().id();
    service.programs().bindMap(program, marker).orThrow();
    service.bpffs().pin(program, ROOT.resolve("program")).orThrow();

    Inventory pinned = reader.sweep(scope, loaded);

    assertThat(pinned.programs().find(id(program)))
        .hasValueSatisfying(info -> assertThat(info.mapIds()).contains(markerId));
  }

  @Test
  void sweepSeesAPinThatWasReplaced() {
    ProgramHandle one = load(service, "xdp", "one");
    ProgramHandle other = load(service, "xdp", "other");
    Path path = ROOT.resolve("program");
    service.bpffs().pin(one, path).orThrow();
    Inventory before = reader.read(scope);

    service.bpffs().pin(other, ROOT.resolve("staged")).orThrow();
    service.bpffs().rename(ROOT.resolve("staged"), path).orThrow();

    assertThat(reader.sweep(scope, before).pins().getFirst().pin(path).map(Pin::content))
        .contains(new PinContent.OfProgram(id(other)));
  }

  @Test
  void afterARebootNothingIsTakenFromBefore() {
    load(service, "xdp", "before");
    Inventory before = reader.read(scope);
    host.reboot();
    SimulatedProcess again = host.startProcess("service");
    ProgramHandle after = load(again, "xdp", "after");

    Inventory now = new InventoryReader(again).sweep(scope, before);

    assertThat(now.bootId()).isNotEqualTo(before.bootId());
    assertThat(now.programs().infos())
        .singleElement()
        .satisfies(info -> assertThat(info.name()).isEqualTo("after"));
    after.close();
  }
}
