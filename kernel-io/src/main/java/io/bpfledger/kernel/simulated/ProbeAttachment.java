package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.LinkDetails;

/**
 * A link on a tracepoint, probe or perf event. There is room for any number, so it takes nothing
 * from anybody; it keeps its program and does not detach by force.
 */
record ProbeAttachment(int linkType, LinkDetails details) implements Attachment {

  static final int RAW_TRACEPOINT = 1;
  static final int PERF_EVENT = 7;
  static final int KPROBE_MULTI = 8;
  static final int UPROBE_MULTI = 12;
}
