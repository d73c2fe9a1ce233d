package io.bpfledger.kernel;

import io.bpfledger.kernel.attach.Direction;
import java.nio.file.Path;

/** A hook whose members can be asked for. */
public sealed interface Hook {

  record Xdp(NetworkInterface networkInterface) implements Hook {}

  record Tcx(NetworkInterface networkInterface, Direction direction) implements Hook {}

  record Cgroup(Path cgroup, AttachType attachType) implements Hook {}
}
