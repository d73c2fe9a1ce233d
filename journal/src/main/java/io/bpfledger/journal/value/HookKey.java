package io.bpfledger.journal.value;

import java.util.Comparator;

/**
 * The hook that a dispatcher rules: one point of one interface, as people name it.
 *
 * <p>Named by interface name and not by index, so that it outlives the interface: when a new one of
 * that name appears, revisions go on counting.
 */
public record HookKey(HookPoint point, Device device) implements Comparable<HookKey> {

  private static final Comparator<HookKey> ORDER =
      Comparator.comparing((HookKey key) -> key.device().namespace())
          .thenComparing(key -> key.device().name())
          .thenComparing(HookKey::point);

  /**
   * Reads the form of {@link #toString}.
   *
   * @throws IllegalArgumentException of anything else
   */
  public static HookKey parse(String text) {
    int first = text.indexOf(':');
    int second = text.indexOf(':', first + 1);
    if (first < 0 || second < 0) {
      throw new IllegalArgumentException("no hook: " + text);
    }
    HookPoint point =
        HookPoint.named(text.substring(0, first))
            .orElseThrow(() -> new IllegalArgumentException("no hook: " + text));
    Device device = new Device(text.substring(second + 1), text.substring(first + 1, second));
    return new HookKey(point, device);
  }

  public String describe() {
    return point.word() + " on " + device.describe();
  }

  @Override
  public int compareTo(HookKey other) {
    return ORDER.compare(this, other);
  }

  /** Such as {@code xdp:eth0:/proc/self/ns/net}; no interface name holds a colon. */
  @Override
  public String toString() {
    return point.word() + ":" + device.name() + ":" + device.namespace();
  }
}
