package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.nio.file.Path;

/** Writes and reads of sysctls by a cgroup. */
public record CgroupSysctlTarget(Path cgroup) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SYSCTL;
  }

  @Override
  public String describe() {
    return "sysctl of " + cgroup;
  }
}
