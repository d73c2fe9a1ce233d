package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.util.List;

/**
 * Entries or returns of many kernel functions in one link.
 *
 * <p>{@code cookies} is empty, or holds one for each symbol.
 */
public record KprobeMultiTarget(List<String> symbols, List<Long> cookies, boolean atReturn)
    implements LinkTarget {

  public KprobeMultiTarget {
    symbols = List.copyOf(symbols);
    cookies = List.copyOf(cookies);
    if (!cookies.isEmpty() && cookies.size() != symbols.size()) {
      throw new IllegalArgumentException("one cookie for each symbol, or none");
    }
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
