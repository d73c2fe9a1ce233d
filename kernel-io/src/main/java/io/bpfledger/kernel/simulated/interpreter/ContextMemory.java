package io.bpfledger.kernel.simulated.interpreter;

import java.util.Optional;

/** Where the fields of a context lie, and what is in them. */
final class ContextMemory {

  private static final int XDP_BYTES = 24;
  private static final int SOCKET_BUFFER_BYTES = 192;

  private final Context context;
  private final Region region;
  private final long packetAddress;

  ContextMemory(Context context, Memory memory) {
    this.context = context;
    int size =
        switch (context) {
          case Context.Xdp _ -> XDP_BYTES;
          case Context.SocketBuffer _ -> SOCKET_BUFFER_BYTES;
          case Context.Plain plain -> plain.size();
        };
    this.region = new Region("the context", new byte[size], 0, size);
    this.packetAddress =
        packet().map(packet -> Memory.base(memory.add(packet.region()))).orElse(0L);
  }

  Region region() {
    return region;
  }

  boolean isXdp() {
    return context instanceof Context.Xdp;
  }

  Optional<Packet> packet() {
    return switch (context) {
      case Context.Xdp xdp -> Optional.of(xdp.packet());
      case Context.SocketBuffer buffer -> Optional.of(buffer.packet());
      case Context.Plain _ -> Optional.empty();
    };
  }

  long load(int index, int size) {
    return switch (context) {
      case Context.Xdp xdp -> xdpField(xdp, index, size);
      case Context.SocketBuffer buffer -> socketBufferField(buffer, index, size);
      case Context.Plain _ -> region.load(index, size);
    };
  }

  private long xdpField(Context.Xdp xdp, int index, int size) {
    return switch (index) {
      case 0, 8 -> packetAddress + xdp.packet().region().from();
      case 4 -> packetAddress + xdp.packet().region().to();
      case 12 -> xdp.interfaceIndex();
      default -> region.load(index, size);
    };
  }

  private long socketBufferField(Context.SocketBuffer buffer, int index, int size) {
    Region packet = buffer.packet().region();
    return switch (index) {
      case 0 -> buffer.packet().length();
      case 16 -> buffer.packet().length() >= 14 ? packet.load(packet.from() + 12, Short.BYTES) : 0;
      case 36, 40 -> buffer.interfaceIndex();
      case 76, 140 -> packetAddress + packet.from();
      case 80 -> packetAddress + packet.to();
      default -> region.load(index, size);
    };
  }
}
