package io.bpfledger.kernel.linux.load;

import java.util.regex.Pattern;

/** Names as the kernel takes them. */
final class KernelName {

  private static final Pattern REFUSED = Pattern.compile("[^A-Za-z0-9_]");

  private KernelName() {}

  /** The name of an object, of which libbpf makes the names of the maps that hold its globals. */
  static String of(String object) {
    return REFUSED.matcher(object).replaceAll("_");
  }
}
