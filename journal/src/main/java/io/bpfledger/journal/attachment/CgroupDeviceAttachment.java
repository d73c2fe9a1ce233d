package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** The devices a cgroup may open. */
public record CgroupDeviceAttachment(String cgroup) implements CgroupAttachment {

  public CgroupDeviceAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_DEVICE;
  }

  @Override
  public String describe() {
    return "device access of " + cgroup;
  }
}
