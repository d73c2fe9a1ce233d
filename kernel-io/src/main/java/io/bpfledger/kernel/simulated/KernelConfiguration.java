package io.bpfledger.kernel.simulated;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The map in which programs find how their kernel was built: its version, and zeros. */
final class KernelConfiguration {

  static final String MAP = ".kconfig";
  static final int BYTES = 16;

  private static final String VERSION = "LINUX_KERNEL_VERSION";
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

  private KernelConfiguration() {}

  static boolean isPartOf(String extern) {
    return extern.startsWith("CONFIG_") || extern.startsWith("LINUX_");
  }

  static int offset(String extern) {
    return extern.equals(VERSION) ? 0 : Long.BYTES;
  }

  static byte[] value(String kernelRelease) {
    byte[] value = new byte[BYTES];
    Matcher parts = RELEASE.matcher(kernelRelease);
    if (parts.matches()) {
      int version =
          Integer.parseInt(parts.group(1)) << 16
              | Integer.parseInt(parts.group(2)) << 8
              | Math.min(Integer.parseInt(parts.group(3)), 0xff);
      NativeBytes.buffer(value).putInt(0, version);
    }
    return value;
  }
}
