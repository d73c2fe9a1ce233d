package io.bpfledger.kernel.chain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of chains, one for each BPF object. */
public enum ChainKind {
  /** For XDP programs that take packets of one buffer. */
  XDP("xdp", "xdp_chain"),
  /** For XDP programs that take packets of several buffers; the kernel lets the two not mix. */
  XDP_FRAGS("xdp", "xdp_chain_frags"),
  /** For direct-action classifiers on clsact. */
  TC("tc", "tc_chain");

  /** How many members a chain can have. */
  public static final int SLOTS = 30;

  private final String hook;
  private final String programName;

  ChainKind(String hook, String programName) {
    this.hook = hook;
    this.programName = programName;
  }

  /** The name in messages, such as {@code xdp_frags}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the chain's program, in its object and in the kernel. */
  public String programName() {
    return programName;
  }

  /** What the members of such a chain can answer, by number. */
  public List<Verdict> verdicts() {
    return switch (this) {
      case XDP, XDP_FRAGS -> List.of(XdpVerdict.values());
      case TC -> List.of(TcVerdict.values());
    };
  }

  /** The verdict of a chain in which nobody has one: that of a hook without a program. */
  public Verdict undecided() {
    return switch (this) {
      case XDP, XDP_FRAGS -> XdpVerdict.PASS;
      case TC -> TcVerdict.UNSPEC;
    };
  }

  /** On which verdicts a member lets the next one run unless it is told otherwise. */
  public ProceedOn defaultProceedOn() {
    return switch (this) {
      case XDP, XDP_FRAGS -> ProceedOn.of(XdpVerdict.PASS, XdpVerdict.DISPATCHER_RETURN);
      case TC -> ProceedOn.of(TcVerdict.PIPE, TcVerdict.DISPATCHER_RETURN);
    };
  }

  /** The verdict that goes by this name. */
  public Optional<Verdict> verdictNamed(String word) {
    return verdicts().stream().filter(verdict -> verdict.word().equals(word)).findFirst();
  }

  /** The verdict that programs return as this number. */
  public Optional<Verdict> verdictNumbered(int number) {
    return verdicts().stream().filter(verdict -> verdict.number() == number).findFirst();
  }

  /** The verdicts a person can choose from, for messages. */
  String choice() {
    return hook
        + " has "
        + String.join(", ", verdicts().stream().map(verdict -> verdict.word()).toList());
  }
}
