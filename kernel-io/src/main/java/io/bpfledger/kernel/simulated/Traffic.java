package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.simulated.PacketFate.End;
import io.bpfledger.kernel.simulated.interpreter.Packet;
import java.util.Optional;

/** The way of one packet through the hooks of an interface: XDP, then TCX, then tc filters. */
final class Traffic {

  private static final int XDP_PASS = 2;
  private static final int XDP_TX = 3;
  private static final int XDP_REDIRECT = 4;
  private static final int TC_UNSPEC = -1;
  private static final int TC_OK = 0;
  private static final int TC_SHOT = 2;
  private static final int TC_STOLEN = 4;
  private static final int TC_REDIRECT = 7;
  private static final int TC_TRAP = 8;

  private final Machine machine;
  private final InterfaceNode device;
  private final Packet packet;

  private Traffic(Machine machine, InterfaceNode device, byte[] data) {
    this.machine = machine;
    this.device = device;
    this.packet = new Packet(data);
  }

  /** A packet arrives at the interface. */
  static PacketFate receive(Machine machine, InterfaceNode device, byte[] data) {
    Traffic traffic = new Traffic(machine, device, data);
    return traffic
        .xdp()
        .or(() -> traffic.tcx(Direction.INGRESS))
        .or(() -> traffic.filters(Direction.INGRESS))
        .orElseGet(traffic::delivered);
  }

  /** A packet of the machine leaves through the interface. */
  static PacketFate transmit(Machine machine, InterfaceNode device, byte[] data) {
    Traffic traffic = new Traffic(machine, device, data);
    return traffic
        .tcx(Direction.EGRESS)
        .or(() -> traffic.filters(Direction.EGRESS))
        .orElseGet(traffic::delivered);
  }

  private Optional<PacketFate> xdp() {
    Optional<ProgramObject> program = device.xdp().program();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    int verdict = run(program.get());
    return switch (verdict) {
      case XDP_PASS -> Optional.empty();
      case XDP_TX -> fate(End.SENT_BACK, "xdp", verdict);
      case XDP_REDIRECT -> fate(End.REDIRECTED, "xdp", verdict);
      default -> fate(End.DROPPED, "xdp", verdict);
    };
  }

  private Optional<PacketFate> tcx(Direction direction) {
    int verdict = TC_UNSPEC;
    for (LinkObject link : device.tcx(direction).members()) {
      verdict = run(link.program().orElseThrow());
      if (verdict != TC_UNSPEC) {
        break;
      }
    }
    return switch (verdict) {
      case TC_OK -> fate(End.DELIVERED, "tcx", verdict);
      case TC_SHOT -> fate(End.DROPPED, "tcx", verdict);
      case TC_REDIRECT -> fate(End.REDIRECTED, "tcx", verdict);
      default -> Optional.empty();
    };
  }

  private Optional<PacketFate> filters(Direction direction) {
    for (FilterChain.Ranked ranked : device.filters(direction)) {
      Optional<ProgramObject> program = ranked.filter().program();
      if (program.isPresent()) {
        Optional<PacketFate> fate = filtered(run(program.get()));
        if (fate.isPresent()) {
          return fate;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<PacketFate> filtered(int verdict) {
    return switch (verdict) {
      case TC_OK -> fate(End.DELIVERED, "tc", verdict);
      case TC_SHOT -> fate(End.DROPPED, "tc", verdict);
      case TC_STOLEN, TC_TRAP -> fate(End.CONSUMED, "tc", verdict);
      case TC_REDIRECT -> fate(End.REDIRECTED, "tc", verdict);
      default -> Optional.empty();
    };
  }

  private int run(ProgramObject program) {
    return Execution.run(machine, program, Execution.packetContext(program, packet, device.index()))
        .returnValue();
  }

  private Optional<PacketFate> fate(End end, String decidedBy, int verdict) {
    return Optional.of(new PacketFate(end, decidedBy, verdict, packet.data()));
  }

  private PacketFate delivered() {
    return new PacketFate(End.DELIVERED, "", 0, packet.data());
  }
}
