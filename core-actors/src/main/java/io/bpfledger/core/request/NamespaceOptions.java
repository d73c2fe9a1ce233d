package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import java.util.List;

/** The hooks of network namespaces. */
final class NamespaceOptions {

  /** A protocol family, by the number of NFPROTO_*. */
  private enum Family {
    IPV4("ipv4", 2),
    IPV6("ipv6", 10);

    private final String word;
    private final int number;

    Family(String word, int number) {
      this.word = word;
      this.number = number;
    }
  }

  /** The hooks of both families, in the order of the numbers of NF_INET_*. */
  private static final List<String> HOOKS =
      List.of("prerouting", "input", "forward", "output", "postrouting");

  private NamespaceOptions() {}

  static Attachment netfilter(Options options) throws Unsound {
    Family family =
        options.word(
            "protocol_family",
            options.required("protocol_family", "protocol family"),
            List.of(Family.values()),
            one -> one.word);
    String hook = options.word("hook", options.required("hook", "hook"), HOOKS, word -> word);
    // The kernel keeps both ends of the range to itself.
    long priority =
        options.number("priority", Integer.MIN_VALUE + 1, Integer.MAX_VALUE - 1).orElse(0L);
    return new NetfilterAttachment(
        options.namespace(),
        family.number,
        HOOKS.indexOf(hook),
        Math.toIntExact(priority),
        options.flag("defragment"));
  }

  static Attachment lookup(Options options) {
    return new SkLookupAttachment(options.namespace());
  }

  /** The word of a number; the number itself of one that has none. */
  static String familyWord(int number) {
    for (Family family : Family.values()) {
      if (family.number == number) {
        return family.word;
      }
    }
    return Integer.toString(number);
  }

  static String hookWord(int number) {
    return number < HOOKS.size() ? HOOKS.get(number) : Integer.toString(number);
  }
}
