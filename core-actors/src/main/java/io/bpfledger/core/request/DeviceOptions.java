package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.Verdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hooks of network interfaces. */
final class DeviceOptions {

  static final int PRIORITY_DEFAULT = 50;
  static final int PRIORITY_MAX = 1000;

  private static final String PROCEED_ON = "proceed-on";
  private static final String MODE = "mode";

  private DeviceOptions() {}

  static Attachment xdp(Options options) throws Unsound {
    List<XdpVerdict> verdicts = proceedOn(options, List.of(XdpVerdict.values()));
    return new XdpAttachment(
        device(options),
        mode(options),
        priority(options),
        verdicts.isEmpty() ? ProceedOn.OfXdp.DEFAULT : new ProceedOn.OfXdp(verdicts));
  }

  static Attachment tc(Options options) throws Unsound {
    List<TcVerdict> verdicts = proceedOn(options, List.of(TcVerdict.values()));
    return new TcAttachment(
        device(options),
        direction(options),
        priority(options),
        verdicts.isEmpty() ? ProceedOn.OfTc.DEFAULT : new ProceedOn.OfTc(verdicts));
  }

  static Attachment tcx(Options options) throws Unsound {
    return new TcxAttachment(device(options), direction(options), priority(options));
  }

  private static Device device(Options options) throws Unsound {
    return new Device(options.namespace(), options.required("iface", "interface"));
  }

  private static int priority(Options options) throws Unsound {
    return options
        .number("priority", 0, PRIORITY_MAX)
        .map(Math::toIntExact)
        .orElse(PRIORITY_DEFAULT);
  }

  private static Direction direction(Options options) throws Unsound {
    String word = options.required("direction", "direction");
    return options.word("direction", word, List.of(Direction.values()), Direction::word);
  }

  /** By our words or by those of {@code ip link}. */
  private static XdpMode mode(Options options) throws Unsound {
    Optional<String> word = options.text(MODE);
    if (word.isEmpty()) {
      return XdpMode.AUTOMATIC;
    }
    return switch (word.get()) {
      case "skb" -> XdpMode.GENERIC;
      case "drv" -> XdpMode.NATIVE;
      default -> options.word(MODE, word.get(), List.of(XdpMode.values()), XdpMode::word);
    };
  }

  private static <V extends Verdict> List<V> proceedOn(Options options, List<V> all)
      throws Unsound {
    List<V> verdicts = new ArrayList<>();
    for (String word : options.list(PROCEED_ON)) {
      verdicts.add(options.word(PROCEED_ON, word, all, Verdict::word));
    }
    return verdicts;
  }
}
