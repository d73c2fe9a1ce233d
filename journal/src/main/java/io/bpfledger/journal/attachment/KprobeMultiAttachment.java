package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import java.util.List;

/**
 * Entries or returns of many kernel functions in one link.
 *
 * @param cookies one for each symbol, or none
 */
public record KprobeMultiAttachment(List<String> symbols, List<Long> cookies, boolean atReturn)
    implements Attachment {

  public static final int SYMBOLS_MAX = 16_384;

  public KprobeMultiAttachment {
    Limits.atMost("symbols", symbols, SYMBOLS_MAX);
    symbols.forEach(symbol -> Limits.name("symbol", symbol));
    if (!cookies.isEmpty() && cookies.size() != symbols.size()) {
      throw new IllegalArgumentException("one cookie for each symbol, or none");
    }
    symbols = List.copyOf(symbols);
    cookies = List.copyOf(cookies);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.KPROBE_MULTI;
  }

  @Override
  public String describe() {
    return (atReturn ? "kretprobes " : "kprobes ") + String.join(", ", symbols);
  }
}
