package io.bpfledger.kernel.chain;

import java.util.Locale;

/** What a program answers for a packet. */
public sealed interface Verdict permits XdpVerdict, TcVerdict {

  /** The number a program returns for it. */
  int number();

  /** The bit of a proceed-on mask that stands for it. */
  int bit();

  /** The enum constant's name. */
  String name();

  /** The name in commands, answers and documents. */
  default String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
