package io.bpfledger.kernel.elf;

/**
 * The file is not an object that can be read safely: which structure at which offset, and why.
 *
 * <p>It carries no stack trace. The place that matters is the one in the file, and a flood of
 * hostile files should cost little.
 */
public final class ElfRejected extends Exception {

  private static final long serialVersionUID = 1L;

  private final String structure;
  private final long offset;
  private final String reason;

  ElfRejected(String structure, long offset, String reason) {
    super(
        structure + " at offset 0x" + Long.toHexString(offset) + ": " + reason, null, false, false);
    this.structure = structure;
    this.offset = offset;
    this.reason = reason;
  }

  /** What was being read, such as {@code section header table}. */
  public String structure() {
    return structure;
  }

  /** Where in the file. */
  public long offset() {
    return offset;
  }

  public String reason() {
    return reason;
  }
}
