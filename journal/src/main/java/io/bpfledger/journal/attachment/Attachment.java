package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.HookKey;
import io.bpfledger.kernel.AttachKind;
import java.util.Optional;

/** Where somebody wants a program attached, and how. */
public sealed interface Attachment
    permits CgroupAttachment,
        CookieAttachment,
        DeviceAttachment,
        IterAttachment,
        KprobeAttachment,
        KprobeMultiAttachment,
        KretprobeAttachment,
        NetfilterAttachment,
        PerfEventAttachment,
        RawTracepointAttachment,
        SkLookupAttachment,
        StructOpsAttachment,
        TracepointAttachment,
        UprobeAttachment,
        UprobeMultiAttachment,
        UretprobeAttachment {

  AttachKind kind();

  /** The place as a person names it, such as {@code xdp on eth0}. */
  String describe();

  /** The hook whose dispatcher carries it out; empty for kinds that stand alone. */
  default Optional<HookKey> hook() {
    return Optional.empty();
  }
}
