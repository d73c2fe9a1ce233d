package io.bpfledger.kernel.simulated;

/**
 * What became of a packet.
 *
 * @param decidedBy the hook whose verdict it was, such as {@code xdp}; empty when nobody stopped it
 * @param verdict the number the last program returned; 0 when none ran
 * @param data the packet afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of output, never compared
public record PacketFate(End end, String decidedBy, int verdict, byte[] data) {

  /** Where the way of a packet ends. */
  public enum End {
    /** On to the network stack, or out of the interface. */
    DELIVERED,
    DROPPED,
    /** Back out of the interface it came from. */
    SENT_BACK,
    REDIRECTED,
    /** A program keeps it. */
    CONSUMED
  }
}
