package io.bpfledger.journal.value;

/**
 * One life of a program in one kernel. All four must agree before a program in the kernel is taken
 * for the one in the ledger.
 *
 * @param kernelId unique in this boot only, unsigned
 * @param loadTimeNanos nanoseconds since boot
 * @param tag the kernel's hash over the instructions, in hexadecimal
 */
public record Incarnation(BootId boot, int kernelId, long loadTimeNanos, String tag) {

  private static final int TAG_CHARACTERS = 16;

  public Incarnation {
    if (kernelId == 0) {
      throw new IllegalArgumentException("a kernel id is never 0");
    }
    Limits.notNegative("load time", loadTimeNanos);
    Limits.text("tag", tag, TAG_CHARACTERS, TAG_CHARACTERS);
  }

  public String describe() {
    return "program " + Integer.toUnsignedString(kernelId) + " of boot " + boot;
  }
}
