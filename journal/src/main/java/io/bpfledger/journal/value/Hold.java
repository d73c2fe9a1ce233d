package io.bpfledger.journal.value;

/** What keeps a link attached. */
public sealed interface Hold {

  /**
   * A BPF link of the kernel, pinned.
   *
   * @param kernelLinkId unique in this boot only, unsigned
   */
  record ByLink(BootId boot, int kernelLinkId, String pin) implements Hold {

    public ByLink {
      if (kernelLinkId == 0) {
        throw new IllegalArgumentException("a kernel id is never 0");
      }
      Limits.path("pin", pin);
    }

    public ByLink pinnedAt(String newPin) {
      return new ByLink(boot, kernelLinkId, newPin);
    }
  }

  /**
   * The dispatcher of a hook, whose own stream tells everything that follows.
   *
   * @param position its place among the members when it was attached
   */
  record ByDispatcher(HookKey hook, long revision, int position) implements Hold {

    public ByDispatcher {
      Limits.positive("revision", revision);
      Limits.notNegative("position", position);
    }
  }
}
