package io.bpfledger.kernel.simulated.interpreter;

/**
 * What a program is given: the packet with its hook's struct around it, or plain bytes.
 *
 * <p>Fields that hold pointers are four bytes wide to the program, and whole addresses when loaded,
 * as the verifier of Linux makes of them.
 */
public sealed interface Context {

  /** The struct xdp_md around a packet. */
  record Xdp(Packet packet, int interfaceIndex) implements Context {}

  /** The struct __sk_buff around a packet. */
  record SocketBuffer(Packet packet, int interfaceIndex) implements Context {}

  /** A context whose fields are just bytes; programs of other hooks read zeros. */
  record Plain(int size) implements Context {}
}
