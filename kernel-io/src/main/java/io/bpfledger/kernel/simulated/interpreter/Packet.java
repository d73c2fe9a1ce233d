package io.bpfledger.kernel.simulated.interpreter;

/** The bytes of a packet, with some room before them. */
public final class Packet {

  private static final int HEADROOM = 256;

  private final Region region;

  public Packet(byte[] data) {
    byte[] buffer = new byte[HEADROOM + data.length];
    System.arraycopy(data, 0, buffer, HEADROOM, data.length);
    this.region = new Region("the packet", buffer, HEADROOM, buffer.length);
  }

  public byte[] data() {
    return region.copy(region.from(), region.to() - region.from());
  }

  public int length() {
    return region.to() - region.from();
  }

  Region region() {
    return region;
  }

  /** Moves the beginning of the packet; false when there is no room. */
  boolean moveStart(int by) {
    int moved = region.from() + by;
    if (moved < 0 || moved > region.to() - 14) {
      return false;
    }
    region.resize(moved, region.to());
    return true;
  }

  /** Moves the end of the packet; false when there is no room. */
  boolean moveEnd(int by) {
    int moved = region.to() + by;
    if (moved > region.capacity() || moved < region.from() + 14) {
      return false;
    }
    region.resize(region.from(), moved);
    return true;
  }
}
