package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.nio.file.Path;

/** TCP events of the sockets of a cgroup. */
public record SockOpsTarget(Path cgroup) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.SOCK_OPS;
  }

  @Override
  public String describe() {
    return "sockops of " + cgroup;
  }
}
