package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the kernel shows of hooks, beside what the ledger says of them. */
final class RealHooks {

  private final RealWorld world;
  private final Kernel kernel;

  RealHooks(RealWorld world) {
    this.world = world;
    kernel = world.machine();
  }

  /** The kernel runs on the hook just what the ledger says, and nothing else of ours. */
  void expectAsTheLedgerSays(HookKey hook) {
    switch (world.ledger().dispatcher(hook).map(view -> view.state()).orElse(null)) {
      case null -> assertThat(oursOn(hook)).as("%s without a dispatcher", hook).isEmpty();
      case DispatcherState.Vacant _ -> assertThat(oursOn(hook)).as("vacant %s", hook).isEmpty();
      case DispatcherState.Active(_, LiveRevision live) -> expectLive(hook, live);
      case DispatcherState.Present other -> throw new AssertionError(hook + " is " + other.phase());
    }
  }

  private void expectLive(HookKey hook, LiveRevision live) {
    assertThat(live.device().index()).isEqualTo(device(hook.device()).index());
    switch (live.placement()) {
      case Placement.Direct(Incarnation program, Placement.Holder holder) ->
          expectHeld(hook, program, holder);
      case Placement.Chain chain -> {
        expectHeld(hook, chain.chain(), chain.holder());
        assertThat(slots(chain)).isEqualTo(ids(chain.programs()));
        chain.programs().forEach(this::expectInKernel);
      }
      case Placement.Native(List<Placement.NativeMember> members) -> {
        assertThat(oursOn(hook))
            .isEqualTo(ids(members.stream().map(Placement.NativeMember::program).toList()));
        members.forEach(
            member -> {
              Direction direction = direction(hook);
              expectLink(
                  member.hold(),
                  member.program(),
                  new LinkDetails.Tcx(live.device().index(), direction.tcxAttachType().number()));
            });
      }
    }
  }

  private void expectHeld(HookKey hook, Incarnation program, Placement.Holder holder) {
    expectInKernel(program);
    assertThat(oursOn(hook)).isEqualTo(ids(List.of(program)));
    switch (holder) {
      case Placement.LinkHolder(Hold.ByLink link) ->
          expectLink(link, program, new LinkDetails.Xdp(device(hook.device()).index()));
      case Placement.FilterHolder(int priority, int handle) ->
          assertThat(filters(hook))
              .filteredOn(filter -> filter.program().equals(Optional.of(id(program))))
              .singleElement()
              .satisfies(
                  filter -> {
                    assertThat(filter.priority()).isEqualTo(priority);
                    assertThat(filter.handle()).isEqualTo(handle);
                    assertThat(filter.directAction()).isTrue();
                  });
    }
  }

  private void expectLink(Hold.ByLink hold, Incarnation program, LinkDetails details) {
    assertThat(expectLink(hold, program)).isEqualTo(details);
  }

  /**
   * The link of the ledger is in the kernel, pinned where the ledger says, and runs that; what the
   * kernel tells of it beyond that.
   */
  LinkDetails expectLink(Hold.ByLink hold, Incarnation program) {
    expectInKernel(program);
    LinkInfo seen = kernel.links().describe(new LinkId(hold.kernelLinkId())).orThrow();
    assertThat(seen.program()).contains(id(program));
    try (LinkHandle pinned = (LinkHandle) kernel.bpffs().open(Path.of(hold.pin())).orThrow()) {
      assertThat(kernel.links().info(pinned).orThrow()).isEqualTo(seen);
    }
    return seen.details();
  }

  /** The program of the ledger is in the kernel, in that life of its. */
  void expectInKernel(Incarnation program) {
    ProgramInfo seen = kernel.programs().describe(id(program)).orThrow();
    assertThat(seen.loadTimeNanos()).isEqualTo(program.loadTimeNanos());
    assertThat(seen.tag()).isEqualTo(program.tag());
  }

  /** What of ours runs on a hook, in order. */
  List<ProgramId> oursOn(HookKey hook) {
    Set<ProgramId> ours = world.marked();
    return on(hook).stream().filter(ours::contains).toList();
  }

  /** What runs on a hook, in order, whosever it is. */
  List<ProgramId> on(HookKey hook) {
    return switch (hook.point()) {
      case XDP -> members(new Hook.Xdp(device(hook.device())));
      case TCX_INGRESS, TCX_EGRESS -> members(new Hook.Tcx(device(hook.device()), direction(hook)));
      case TC_INGRESS, TC_EGRESS ->
          filters(hook).stream().flatMap(filter -> filter.program().stream()).toList();
    };
  }

  private List<ProgramId> members(Hook hook) {
    return kernel.links().query(hook).orThrow().members().stream()
        .map(HookMembers.Member::program)
        .toList();
  }

  private List<TcFilter> filters(HookKey hook) {
    NetworkInterface device = device(hook.device());
    return kernel.trafficControl().qdiscs(device).orThrow().stream()
            .anyMatch(qdisc -> qdisc.kind().equals("clsact"))
        ? kernel.trafficControl().filters(new TcTarget(device, direction(hook))).orThrow()
        : List.of();
  }

  private List<ProgramId> slots(Placement.Chain chain) {
    List<ProgramId> slots = new ArrayList<>();
    try (MapHandle array = kernel.maps().open(new MapId(chain.programArrayId())).orThrow()) {
      for (int slot = 0; ; slot++) {
        Optional<byte[]> value = kernel.maps().lookup(array, TestObject.key(slot)).orThrow();
        if (value.isEmpty()) {
          return slots;
        }
        int id = ByteBuffer.wrap(value.get()).order(ByteOrder.nativeOrder()).getInt();
        slots.add(new ProgramId(id));
      }
    }
  }

  private NetworkInterface device(Device device) {
    return kernel
        .network()
        .lookup(new NetworkNamespace(device.namespace()), device.name())
        .orThrow();
  }

  private static Direction direction(HookKey hook) {
    return switch (hook.point()) {
      case XDP, TC_INGRESS, TCX_INGRESS -> Direction.INGRESS;
      case TC_EGRESS, TCX_EGRESS -> Direction.EGRESS;
    };
  }

  private static ProgramId id(Incarnation program) {
    return new ProgramId(program.kernelId());
  }

  private static List<ProgramId> ids(List<Incarnation> programs) {
    return programs.stream().map(RealHooks::id).toList();
  }
}
