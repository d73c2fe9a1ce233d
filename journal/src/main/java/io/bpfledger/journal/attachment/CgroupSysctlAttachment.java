package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** Writes and reads of sysctls by a cgroup. */
public record CgroupSysctlAttachment(String cgroup) implements CgroupAttachment {

  public CgroupSysctlAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SYSCTL;
  }

  @Override
  public String describe() {
    return "sysctl of " + cgroup;
  }
}
