package io.bpfledger.journal.value;

import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.Verdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** The verdicts of a member after which the next member of its hook runs. */
public sealed interface ProceedOn {

  /** Ascending by number, each once; none means that nothing runs after this member. */
  List<? extends Verdict> verdicts();

  /** The same, as chains are told. */
  default io.bpfledger.kernel.chain.ProceedOn forChain() {
    return new io.bpfledger.kernel.chain.ProceedOn(new LinkedHashSet<>(verdicts()));
  }

  /** Verdicts of XDP programs. */
  record OfXdp(List<XdpVerdict> verdicts) implements ProceedOn {

    public static final OfXdp DEFAULT = of(XdpVerdict.PASS, XdpVerdict.DISPATCHER_RETURN);

    public OfXdp {
      verdicts = verdicts.stream().distinct().sorted().toList();
    }

    public static OfXdp of(XdpVerdict... verdicts) {
      return new OfXdp(Arrays.asList(verdicts));
    }
  }

  /** Verdicts of tc programs. */
  record OfTc(List<TcVerdict> verdicts) implements ProceedOn {

    public static final OfTc DEFAULT = of(TcVerdict.PIPE, TcVerdict.DISPATCHER_RETURN);

    public OfTc {
      verdicts = verdicts.stream().distinct().sorted().toList();
    }

    public static OfTc of(TcVerdict... verdicts) {
      return new OfTc(Arrays.asList(verdicts));
    }
  }
}
