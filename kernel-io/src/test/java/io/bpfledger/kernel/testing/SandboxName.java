package io.bpfledger.kernel.testing;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of what tests make outside themselves: they say which process made it. */
final class SandboxName {

  private static final String PREFIX = "bpfledger-test-";
  private static final Pattern SHAPE = Pattern.compile(PREFIX + "(\\d{1,10})-\\d{1,6}");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private SandboxName() {}

  /** A name that no other sandbox has, in this process or another. */
  static String fresh() {
    return PREFIX + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  }

  /** Whether this is the name of a sandbox whose process died and left it behind. */
  static boolean isStale(String name) {
    return owner(name).filter(pid -> ProcessHandle.of(pid).isEmpty()).isPresent();
  }

  private static Optional<Long> owner(String name) {
    Matcher matcher = SHAPE.matcher(name);
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }
}
