package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.nio.file.Path;

/** The devices a cgroup may open. */
public record CgroupDeviceTarget(Path cgroup) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_DEVICE;
  }

  @Override
  public String describe() {
    return "device access of " + cgroup;
  }
}
